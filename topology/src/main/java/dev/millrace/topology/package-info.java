/**
 * The Kafka Streams topology that turns documents into token records, exactly once: the only place where Avro records
 * and tokens meet.
 *
 * <p>A poll is a micro-batch. {@link dev.millrace.topology.MicroBatchInterceptor} sees every poll before Kafka Streams
 * does and submits its documents to the encoders; {@link dev.millrace.topology.TokenizeProcessor} waits for the result
 * of its record and emits it. Nothing is ever held back across {@code process()} calls, so a record that has not been
 * processed has not been committed.
 *
 * <p>Entry points: {@link dev.millrace.topology.MillraceConfig}, {@link dev.millrace.topology.TokenizationRuntime},
 * {@link dev.millrace.topology.TokenizationTopology}.
 */
@NullMarked
package dev.millrace.topology;

import org.jspecify.annotations.NullMarked;
