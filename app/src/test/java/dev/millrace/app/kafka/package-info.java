/** Tests of the commands that work on a cluster. */
@NullMarked
package dev.millrace.app.kafka;

import org.jspecify.annotations.NullMarked;
