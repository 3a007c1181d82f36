/**
 * Regular expressions over UTF-8 bytes as the reference library reads them (Oniguruma's syntax), with pinned Unicode
 * classes. What is not supported is refused when an expression is compiled, never matched otherwise.
 */
@NullMarked
package dev.millrace.tokenizer.regex;

import org.jspecify.annotations.NullMarked;
