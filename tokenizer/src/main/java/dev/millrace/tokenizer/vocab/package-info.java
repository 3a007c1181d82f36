/** Vocabularies: what a rank file or a {@code tokenizer.json} holds, and how it is read. */
@NullMarked
package dev.millrace.tokenizer.vocab;

import org.jspecify.annotations.NullMarked;
