/** Tests of the commands that need no Kafka. */
@NullMarked
package dev.millrace.app.tokens;

import org.jspecify.annotations.NullMarked;
