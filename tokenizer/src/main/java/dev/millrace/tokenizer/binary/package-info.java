/** What can be told of a document of bytes without a vocabulary: its format, its processor, its entropy. */
@NullMarked
package dev.millrace.tokenizer.binary;

import org.jspecify.annotations.NullMarked;
