/** The commands that need no Kafka: encode, decode, count, merges, tokenizers, train, inspect. */
@NullMarked
package dev.millrace.app.tokens;

import org.jspecify.annotations.NullMarked;
