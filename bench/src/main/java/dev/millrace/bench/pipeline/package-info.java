/** The whole path, documents topic to tokens topic, measured beside the applications one would write instead. */
@NullMarked
package dev.millrace.bench.pipeline;

import org.jspecify.annotations.NullMarked;
