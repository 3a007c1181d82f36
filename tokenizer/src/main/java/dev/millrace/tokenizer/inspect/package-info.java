/** Looks for tokens of a vocabulary that are of no use, or of less than they seem. */
@NullMarked
package dev.millrace.tokenizer.inspect;

import org.jspecify.annotations.NullMarked;
