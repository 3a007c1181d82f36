package dev.millrace.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * The properties that a tokenization needs of Kafka Streams, added to what the user has set. A value of the user's wins,
 * except that our interceptor is appended to theirs.
 */
final class StreamsSettings {
    private static final String MAIN = StreamsConfig.MAIN_CONSUMER_PREFIX;
    private static final int MAX_POLL_RECORDS = 5_000;
    private static final int MIN_POLL_RECORDS = 100;

    /** A poll's records are in the heap at once; none of Kafka's settings bounds their uncompressed bytes. */
    private static final long HEAP_BYTES_PER_POLLED_RECORD = 3L << 20;

    private final Map<String, Object> properties;

    private StreamsSettings(Map<String, Object> properties) {
        this.properties = properties;
    }

    /** Adds to {@code properties} the values that suit a tokenization, where the user has set none. */
    static void applyDefaults(Map<String, Object> properties) {
        StreamsSettings settings = new StreamsSettings(properties);
        settings.exactlyOnce();
        settings.batches();
    }

    /** Adds to {@code properties} the defaults, and what makes Streams work with {@code runtime}. */
    static void apply(Map<String, Object> properties, TokenizationRuntime runtime) {
        applyDefaults(properties);
        new StreamsSettings(properties).handlers(runtime);
    }

    private void exactlyOnce() {
        putDefault(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Streams' default of 100 ms makes a transaction of every few batches; of 10 s, a slow batch fatal.
        putDefault(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 500L);
        putClientDefault(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 60_000);
        putDefault(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    }

    private void batches() {
        putClientDefault(
                MAIN,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                pollRecords(Runtime.getRuntime().maxMemory()));
        putClientDefault(MAIN, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
        putClientDefault(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        putClientDefault(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        putClientDefault(StreamsConfig.PRODUCER_PREFIX, ProducerConfig.LINGER_MS_CONFIG, 20L);
    }

    /** A third of the heap holds a poll of documents of 1 MiB. */
    static int pollRecords(long maxHeap) {
        return (int) Math.max(MIN_POLL_RECORDS, Math.min(MAX_POLL_RECORDS, maxHeap / HEAP_BYTES_PER_POLLED_RECORD));
    }

    private void handlers(TokenizationRuntime runtime) {
        String handler = RejectingExceptionHandler.class.getName();
        putDefault(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, handler);
        putDefault(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, handler);
        putDefault(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, handler);
        properties.put(MicroBatchInterceptor.RUNTIME, runtime);
        properties.put(MAIN + MicroBatchInterceptor.RUNTIME, runtime);
        properties.put(MAIN + ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, interceptors());
    }

    /** The user's interceptors, wherever they were configured, and ours last, so that theirs see the records as sent. */
    private String interceptors() {
        String key = ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG;
        String ours = MicroBatchInterceptor.class.getName();
        Object theirs = first(MAIN + key, StreamsConfig.CONSUMER_PREFIX + key, key);
        if (theirs == null || theirs.toString().isBlank()) {
            return ours;
        }
        String names = theirs instanceof List<?> list
                ? String.join(",", list.stream().map(StreamsSettings::className).toList())
                : theirs.toString();
        return names.contains(ours) ? names : names + "," + ours;
    }

    private static String className(Object nameOrClass) {
        return nameOrClass instanceof Class<?> type ? type.getName() : nameOrClass.toString();
    }

    private void putDefault(String key, Object value) {
        properties.putIfAbsent(key, value);
    }

    /** Sets a client's key unless the user has set it, with the client's prefix or without. */
    private void putClientDefault(String prefix, String key, Object value) {
        boolean consumer = prefix.equals(MAIN);
        Object set =
                consumer ? first(prefix + key, StreamsConfig.CONSUMER_PREFIX + key, key) : first(prefix + key, key);
        if (set == null) {
            properties.put(prefix + key, value);
        }
    }

    private @Nullable Object first(String... keys) {
        for (String key : keys) {
            if (properties.get(key) != null) {
                return properties.get(key);
            }
        }
        return null;
    }

    /** The effective value of a producer's key as a number. */
    static long producerNumber(Map<String, ?> properties, String key, long clientDefault) {
        Object value = properties.get(StreamsConfig.PRODUCER_PREFIX + key);
        if (value == null) {
            value = properties.get(key);
        }
        return value == null ? clientDefault : Long.parseLong(value.toString().strip());
    }

    /** A copy to which {@link #apply} may add. */
    static Map<String, Object> copyOf(Map<?, ?> properties) {
        Map<String, Object> copy = new HashMap<>();
        properties.forEach((key, value) -> copy.put(key.toString(), value));
        return copy;
    }
}
