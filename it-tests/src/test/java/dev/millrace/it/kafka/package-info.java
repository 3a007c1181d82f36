/** Brokers for tests, and what they know of topics and transactions. */
@NullMarked
package dev.millrace.it.kafka;

import org.jspecify.annotations.NullMarked;
