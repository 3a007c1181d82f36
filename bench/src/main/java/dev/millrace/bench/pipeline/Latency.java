package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Time from the broker's acknowledgement of a document to the moment a reader of committed records has its tokens. */
final class Latency {
    private static final int PER_SECOND = 50;
    private static final int WARM_UP_SECONDS = 10;
    private static final String TOPIC = "trickle";

    private Latency() {}

    /** Latencies in milliseconds, ascending, of documents fed at 50 a second for {@code seconds} after a warm-up. */
    static double[] measure(Cluster cluster, Runs runs, Documents documents, int seconds)
            throws IOException, ExecutionException, InterruptedException {
        cluster.createTopic(TOPIC);
        cluster.createTopic("latency-tokens");
        cluster.createTopic("latency-tokens-rejected");
        Properties properties = runs.properties(Contender.MILLRACE, "latency");
        properties.put("millrace.documents.topics", TOPIC);
        int count = (WARM_UP_SECONDS + seconds) * PER_SECOND;
        AtomicLongArray appended = new AtomicLongArray(count);
        Map<Integer, Long> readable = new HashMap<>();
        try (BenchJvm child = new BenchJvm(ContenderMain.class, List.of(runs.write("latency", properties)));
                KafkaProducer<byte[], byte[]> producer = cluster.producer(0);
                KafkaConsumer<byte[], byte[]> consumer = cluster.consumer("latency-tokens")) {
            awaitStart(child, producer, consumer);
            Thread feeder = new Thread(() -> feed(producer, documents, count, appended), "trickle");
            feeder.start();
            while (readable.size() < count && child.isAlive()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    readable.put(Integer.valueOf(new String(record.key(), UTF_8)), System.nanoTime());
                }
            }
            feeder.join();
            child.finish();
        }
        double[] latencies = readable.entrySet().stream()
                .filter(entry -> entry.getKey() >= WARM_UP_SECONDS * PER_SECOND)
                .mapToDouble(entry -> (entry.getValue() - appended.get(entry.getKey())) / 1e6)
                .toArray();
        Arrays.sort(latencies);
        return latencies;
    }

    /** The start of a JVM is no latency: one document goes ahead. */
    private static void awaitStart(
            BenchJvm child, KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer) {
        byte[] value = Runs.avro("first", "first".getBytes(UTF_8));
        Runs.await(List.of(producer.send(new ProducerRecord<>(TOPIC, 0, null, value))));
        while (consumer.poll(Duration.ofMillis(100)).isEmpty()) {
            if (!child.isAlive()) {
                throw new IllegalStateException("the JVM under measurement ended before its first record");
            }
        }
    }

    private static void feed(
            KafkaProducer<byte[], byte[]> producer, Documents documents, int count, AtomicLongArray appended) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            int id = i;
            long due = start + i * 1_000_000_000L / PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
            byte[] value = Runs.avro(Integer.toString(i), documents.content(i));
            sent.add(producer.send(
                    new ProducerRecord<>(TOPIC, i % Cluster.PARTITIONS, null, value),
                    (metadata, failure) -> appended.set(id, System.nanoTime())));
        }
        Runs.await(sent);
    }
}
