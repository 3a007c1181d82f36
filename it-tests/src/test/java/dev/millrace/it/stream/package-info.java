/** The tokenization in the test's own JVM or in a child, its input and its output. */
@NullMarked
package dev.millrace.it.stream;

import org.jspecify.annotations.NullMarked;
