/** Where the configuration of a command comes from, and what Kafka's clients get of it. */
@NullMarked
package dev.millrace.app.config;

import org.jspecify.annotations.NullMarked;
