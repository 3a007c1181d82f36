/** Benchmarks against the rivals. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
