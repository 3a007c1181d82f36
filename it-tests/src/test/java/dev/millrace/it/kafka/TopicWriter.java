package dev.millrace.it.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes records of bytes, up to the largest that the brokers take. */
public final class TopicWriter implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** A writer to {@code cluster}. */
    public TopicWriter(TestCluster cluster) {
        this(cluster, Map.of());
    }

    /** A writer with producer settings of its own. */
    public TopicWriter(TestCluster cluster, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                80 << 20,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                128L << 20,
                ProducerConfig.LINGER_MS_CONFIG,
                20));
        all.putAll(settings);
        producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends the values to a partition, in this order, and waits until they are there. */
    public void write(String topic, int partition, List<byte @Nullable []> values) {
        values.forEach(value -> send(new ProducerRecord<>(topic, partition, null, value)));
        flush();
    }

    /** Sends a record; {@link #flush} waits for it. */
    public void send(ProducerRecord<byte[], byte[]> record) {
        sent.add(producer.send(record));
    }

    /** Waits until everything is there. */
    public void flush() {
        producer.flush();
        for (Future<RecordMetadata> record : sent) {
            try {
                record.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a record could not be written: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while writing records", e);
            }
        }
        sent.clear();
    }

    @Override
    public void close() {
        producer.close();
    }
}
