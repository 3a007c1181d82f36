/** Tests of reading documents. */
@NullMarked
package dev.millrace.app.input;

import org.jspecify.annotations.NullMarked;
