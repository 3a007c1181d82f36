package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.MillraceAvroDeserializer;
import dev.millrace.serdes.MillraceAvroSerializer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topology in Kafka's test driver, which has no consumer and so no interceptor: every document takes the inline path.
 * What micro-batches do is tested in {@link MicroBatcherTest} and against real brokers.
 */
final class TopologyFixture implements AutoCloseable {
    private static final AtomicInteger REGISTRIES = new AtomicInteger();

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final TokenizationRuntime runtime;
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> documents;
    private final MillraceAvroDeserializer<TokenRecord> deserializer = new MillraceAvroDeserializer<>();

    /** {@code settings}: alternating keys and values. */
    TopologyFixture(String... settings) {
        MillraceConfig config = config(settings);
        runtime = TokenizationRuntime.create(config, meters);
        deserializer.configure(config.foreignKeys(), false);
        Properties properties = runtime.streamsProperties();
        driver = new TopologyTestDriver(TokenizationTopology.build(runtime), properties);
        documents = driver.createInputTopic("documents", new ByteArraySerializer(), new ByteArraySerializer());
    }

    static MillraceConfig config(String... settings) {
        Map<String, String> properties = new HashMap<>();
        properties.put("application.id", "test");
        properties.put("bootstrap.servers", "unused:9092");
        properties.put("schema.registry.url", "mock://topology-test-" + REGISTRIES.incrementAndGet());
        properties.put("millrace.documents.format", "text");
        properties.put("specific.avro.value.type", TokenRecord.class.getName());
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        return new MillraceConfig(properties);
    }

    void send(@Nullable String key, byte @Nullable [] value, String... headers) {
        Headers all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(UTF_8));
        }
        documents.pipeInput(new TestRecord<>(key == null ? null : key.getBytes(UTF_8), value, all));
    }

    void send(@Nullable String key, String value, String... headers) {
        send(key, value.getBytes(UTF_8), headers);
    }

    void sendAvro(String key, RawDocument document) {
        try (MillraceAvroSerializer<RawDocument> serializer = new MillraceAvroSerializer<>()) {
            serializer.configure(runtime.config().foreignKeys(), false);
            send(key, serializer.serialize("documents", document));
        }
    }

    List<TestRecord<byte[], byte[]>> raw(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> rejected() {
        return raw("documents-rejected");
    }

    List<TokenRecord> tokens() {
        return raw("tokens").stream()
                .map(record -> deserializer.deserialize("tokens", record.headers(), record.value()))
                .toList();
    }

    /** Sends a record with the headers that it has, those in memory included. */
    void send(ConsumerRecord<byte[], byte[]> record) {
        documents.pipeInput(new TestRecord<>(record.key(), record.value(), record.headers()));
    }

    List<MergeTable> mergeTables() {
        try (MillraceAvroDeserializer<MergeTable> tables = new MillraceAvroDeserializer<>()) {
            Map<String, Object> settings = new HashMap<>(runtime.config().foreignKeys());
            settings.put("specific.avro.value.type", MergeTable.class.getName());
            tables.configure(settings, false);
            return raw("token-merges").stream()
                    .map(record -> tables.deserialize("token-merges", record.headers(), record.value()))
                    .toList();
        }
    }

    double counter(String name) {
        return meters.find(name).counters().stream().mapToDouble(c -> c.count()).sum();
    }

    @Override
    public void close() {
        driver.close();
        deserializer.close();
        runtime.close();
    }
}
