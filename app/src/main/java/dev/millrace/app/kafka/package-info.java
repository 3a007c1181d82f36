/** The commands that work on a cluster: topics, produce, rejected; and samples of documents topics. */
@NullMarked
package dev.millrace.app.kafka;

import org.jspecify.annotations.NullMarked;
