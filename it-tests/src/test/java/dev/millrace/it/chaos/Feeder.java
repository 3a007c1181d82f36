package dev.millrace.it.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the documents of a corpus while things break. It goes as far as it has been {@linkplain #release released}, in
 * bursts, and then trickles, so that there is always something in flight and never all of it too early.
 */
final class Feeder implements AutoCloseable {
    private static final int BURST_PAUSE_MS = 40;
    private static final int TRICKLE_PAUSE_MS = 20;

    private final Subject subject;
    private final Corpus corpus;
    private final ChaosPlan plan;
    private final String topic;
    private final Random random;
    private final List<List<Integer>> fed = new ArrayList<>();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread;
    private volatile int released;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    Feeder(String bootstrapServers, String topic, Subject subject, Corpus corpus, ChaosPlan plan) {
        this.subject = subject;
        this.corpus = corpus;
        this.plan = plan;
        this.topic = topic;
        this.random = new Random(plan.seed() + 1);
        for (int partition = 0; partition < plan.partitions(); partition++) {
            fed.add(new ArrayList<>());
        }
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        this.thread = new Thread(this::feed, "feeder");
    }

    void start() {
        thread.start();
    }

    /** Allows documents up to index {@code count}, exclusive. */
    void release(int count) {
        released = Math.max(released, Math.min(count, plan.documents()));
    }

    /** Waits until all documents are in the topic; returns per partition the index of the document at each offset. */
    List<List<Integer>> finish() throws InterruptedException {
        release(plan.documents());
        thread.join();
        if (failure != null) {
            throw new IllegalStateException("feeding the documents failed", failure);
        }
        return fed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }

    private void feed() {
        try {
            int next = 0;
            while (next < plan.documents() && !closed) {
                int allowed = Math.min(released - next, 1 + random.nextInt(50));
                for (int end = next + Math.max(1, allowed); next < end; next++) {
                    send(next);
                }
                if (released < plan.documents()) {
                    Thread.sleep(allowed > 0 ? BURST_PAUSE_MS : TRICKLE_PAUSE_MS);
                }
            }
            awaitOffsets();
        } catch (InterruptedException | ExecutionException | RuntimeException e) {
            failure = e;
        }
    }

    private void send(int index) {
        int partition = random.nextInt(plan.partitions());
        byte[] value = subject.value(index, corpus.content(index));
        fed.get(partition).add(index);
        sent.add(producer.send(new ProducerRecord<>(topic, partition, null, value)));
    }

    /** The producer is idempotent, so that documents of a partition have the offsets 0, 1, 2 and so on. */
    private void awaitOffsets() throws ExecutionException, InterruptedException {
        producer.flush();
        long[] next = new long[plan.partitions()];
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata metadata = future.get();
            if (metadata.offset() != next[metadata.partition()]++) {
                throw new IllegalStateException("documents must have dense offsets, got " + metadata);
            }
        }
    }
}
