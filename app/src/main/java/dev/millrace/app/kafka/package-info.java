/** The commands that work on a cluster: topics, produce, rejected. */
@NullMarked
package dev.millrace.app.kafka;

import org.jspecify.annotations.NullMarked;
