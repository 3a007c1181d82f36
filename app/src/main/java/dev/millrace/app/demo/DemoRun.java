package dev.millrace.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Progress;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.kafka.DocumentSender;
import dev.millrace.app.kafka.TopicPlan;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.MillraceAvroDeserializer;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.TokenizationRuntime;
import dev.millrace.topology.TokenizationTopology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;

/** One run of the demo: documents in on one thread, the topology on its own, results counted on the caller's. */
final class DemoRun implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final int BROKEN_ONES = 2;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofSeconds(30);
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final byte[] NOT_AVRO = "this is not an Avro record".getBytes(UTF_8);

    private final Console console;
    private final MillraceConfig config;
    private final List<DemoDocument> documents;
    private final boolean withBrokenOnes;
    private final DemoRoutes routes;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** How many tokenizers encode each document that was sent, by id. */
    private final Map<String, Integer> wanted = new ConcurrentHashMap<>();

    private final AtomicLong expected = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger unread = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicLong runningSince = new AtomicLong();
    private @Nullable TokenizationRuntime runtime;
    private @Nullable KafkaStreams streams;

    DemoRun(
            Console console,
            MillraceConfig config,
            DemoRoutes routes,
            List<DemoDocument> documents,
            boolean withBrokenOnes) {
        this.console = console;
        this.config = config;
        this.routes = routes;
        this.documents = documents;
        this.withBrokenOnes = withBrokenOnes;
    }

    /** Runs until each document has its outcomes; writes records to {@code files} if there are some. */
    void run(@Nullable DemoFiles files) throws IOException, InterruptedException {
        TopicPlan.createMissing(config, PARTITIONS);
        Thread producer = new Thread(this::produce, "millrace-demo-producer");
        producer.setDaemon(true);
        producer.start();
        TokenizationRuntime loaded = TokenizationRuntime.create(config, meters);
        runtime = loaded;
        KafkaStreams started = new KafkaStreams(TokenizationTopology.build(loaded), loaded.streamsProperties());
        streams = started;
        started.setUncaughtExceptionHandler(exception -> {
            StreamThreadExceptionResponse response =
                    loaded.uncaughtExceptionHandler().handle(exception);
            if (response != StreamThreadExceptionResponse.REPLACE_THREAD) {
                failure.compareAndSet(null, exception);
            }
            return response;
        });
        started.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                runningSince.compareAndSet(0, System.nanoTime());
            }
        });
        started.start();
        DemoResults results = new DemoResults(routes.inWords());
        long began = System.nanoTime();
        collect(results, files, producer);
        if (files != null) {
            files.finish();
        }
        console.say(String.format(
                Locale.ROOT,
                "Done: %s documents, %s outcomes in %.1f s",
                Amounts.count(sent.get()),
                Amounts.count(results.outcomes()),
                (System.nanoTime() - began) / 1e9));
        PrintStream out = console.text();
        results.print(out);
        if (config.mergesDynamically()) {
            out.println();
            DemoMerges.print(meters, routes.generalNames(), out);
        }
        out.flush();
    }

    /** How many documents could not be read when they were to be sent. */
    int unread() {
        return unread.get();
    }

    private void produce() {
        try (DocumentSender sender = new DocumentSender(
                config,
                config.documentsTopics().get(0),
                (id, reason) -> failure.compareAndSet(null, new CommandFailure(id + " was refused: " + reason)))) {
            if (withBrokenOnes) {
                sender.sendRaw("broken-on-purpose", NOT_AVRO);
                sender.send(document("unknown-tokenizer-on-purpose", "no_such_tokenizer", null, "text", NOT_AVRO));
                expected.addAndGet(BROKEN_ONES);
                sent.addAndGet(BROKEN_ONES);
            }
            for (DemoDocument document : documents) {
                byte[] content;
                try {
                    content = document.content().read();
                } catch (IOException e) {
                    console.complain(document.id() + " cannot be read: " + Reasons.of(e));
                    unread.incrementAndGet();
                    continue;
                }
                int outcomes = routes.outcomes(document, content);
                wanted.put(document.id(), outcomes);
                sender.send(document(document.id(), null, routes.domain(document), document.kind(), content));
                expected.addAndGet(outcomes);
                sent.incrementAndGet();
            }
            sender.flush();
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private static RawDocument document(
            String id, @Nullable String tokenizer, @Nullable String domain, String kind, byte[] content) {
        return new RawDocument(
                id, "demo", domain, tokenizer, null, null, Map.of("kind", kind), null, ByteBuffer.wrap(content));
    }

    /** Reads committed results until every document that was sent has all of its outcomes. */
    private void collect(DemoResults results, @Nullable DemoFiles files, Thread producer) throws IOException {
        Map<String, Object> properties = ClientProperties.consumer(config);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, "millrace-demo-results");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (MillraceAvroDeserializer<TokenRecord> avro = new MillraceAvroDeserializer<>(TokenRecord.class);
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
                Progress progress = new Progress(console, "tokenizing")) {
            avro.configure(properties, false);
            consumer.subscribe(List.of(config.tokensTopic(), config.rejectedTopic()));
            long lastHeard = System.nanoTime();
            while (producer.isAlive() || results.outcomes() < expected.get()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    lastHeard = System.nanoTime();
                    take(record, avro, results, files);
                }
                results.startClock(runningSince.get());
                checkProgress(lastHeard);
                progress.update(results.outcomes(), progressTotal(), results.speed());
            }
        }
    }

    /** What is expected, the documents that are not sent yet counted as if they were like those sent. */
    private long progressTotal() {
        long done = sent.get();
        long all = (long) documents.size() + (withBrokenOnes ? BROKEN_ONES : 0);
        return done == 0 ? all : expected.get() * all / done;
    }

    private void take(
            ConsumerRecord<byte[], byte[]> record,
            MillraceAvroDeserializer<TokenRecord> avro,
            DemoResults results,
            @Nullable DemoFiles files)
            throws IOException {
        if (record.topic().equals(config.rejectedTopic())) {
            String document = record.key() == null ? "?" : new String(record.key(), UTF_8);
            results.addRejected(document, record.headers(), wanted.getOrDefault(document, 1));
            if (files != null) {
                files.writeRejected(document, record.headers());
            }
            return;
        }
        TokenRecord tokens = avro.deserialize(record.topic(), record.headers(), record.value());
        if (tokens == null) {
            throw new CommandFailure("a record of topic " + record.topic() + " must have a value, but has none");
        }
        results.add(tokens);
        if (files != null) {
            files.write(tokens);
        }
    }

    private void checkProgress(long lastHeard) {
        Throwable broken = failure.get();
        if (broken != null) {
            throw new CommandFailure("the demo failed: " + Reasons.of(broken), broken);
        }
        if (System.nanoTime() - lastHeard > SILENCE_NANOS) {
            throw new CommandFailure(
                    "the demo gives up: no result came for " + TimeUnit.NANOSECONDS.toSeconds(SILENCE_NANOS) + " s");
        }
    }

    @Override
    public void close() {
        if (streams != null) {
            streams.close(CLOSE);
        }
        if (runtime != null) {
            runtime.close();
        }
    }
}
