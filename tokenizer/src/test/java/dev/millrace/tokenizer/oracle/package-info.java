/** The reference libraries, made to answer questions about single stages. */
@NullMarked
package dev.millrace.tokenizer.oracle;

import org.jspecify.annotations.NullMarked;
