/** Compares a tokenizer with the reference library on the user's own documents. */
@NullMarked
package dev.millrace.tokenizer.verify;

import org.jspecify.annotations.NullMarked;
