package dev.millrace.topology;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees every poll of a stream thread before Kafka Streams does, and makes it a micro-batch. Installed by {@link
 * TokenizationRuntime#configure}; it finds its runtime in the consumer's configuration, so several can live in one JVM.
 *
 * <p>It returns the object it was given, with headers added: a rebuilt one would lose the consumer's positions.
 *
 * <p><b>Thread safety:</b> one per consumer, used by its thread.
 */
public final class MicroBatchInterceptor implements ConsumerInterceptor<byte[], byte[]> {
    /** Key of the consumer's configuration under which the runtime lies, as an object. */
    static final String RUNTIME = "millrace.runtime";

    private static final Logger LOG = LoggerFactory.getLogger(MicroBatchInterceptor.class);

    private @Nullable MicroBatcher batcher;

    /** For Kafka, which creates interceptors by reflection. */
    public MicroBatchInterceptor() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (!(configs.get(RUNTIME) instanceof TokenizationRuntime runtime)) {
            throw new ConfigException(RUNTIME, configs.get(RUNTIME), "must be set by TokenizationRuntime.configure");
        }
        batcher = runtime.newMicroBatcher();
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        MicroBatcher current = batcher;
        if (current != null && !records.isEmpty()) {
            try {
                current.accept(records);
            } catch (RuntimeException | StackOverflowError | LinkageError | OutOfMemoryError e) {
                // Kafka swallows exceptions here but an error would kill the thread. Records without an attachment are
                // encoded inline, where the document that is to blame stands alone.
                LOG.warn("a poll of {} records could not be batched and is encoded inline", records.count(), e);
            }
        }
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {
        if (batcher != null) {
            batcher.close();
        }
    }
}
