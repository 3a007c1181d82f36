/** Pre-tokenizers: they cut UTF-8 bytes into the pieces that a model encodes one by one. */
@NullMarked
package dev.millrace.tokenizer.split;

import org.jspecify.annotations.NullMarked;
