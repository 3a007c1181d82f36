/**
 * Bytes to token ids and back: the public API of the engine. It knows neither Kafka, Avro nor CUDA.
 *
 * <p>A {@link dev.millrace.tokenizer.Tokenizer} is immutable and shared by all threads; an {@link
 * dev.millrace.tokenizer.Encoder} is a single-thread worker taken from it; a {@link
 * dev.millrace.tokenizer.BatchEncoder} encodes whole batches, on a pool of CPU threads or on a device.
 */
@NullMarked
package dev.millrace.tokenizer;

import org.jspecify.annotations.NullMarked;
