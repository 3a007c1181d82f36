/** Byte-pair encoding: merge tables and the workers that apply them to one piece. */
@NullMarked
package dev.millrace.tokenizer.bpe;

import org.jspecify.annotations.NullMarked;
