/** The whole path in one process, with a real broker in it; a production image leaves the broker's jars out. */
@NullMarked
package dev.millrace.app.demo;

import org.jspecify.annotations.NullMarked;
