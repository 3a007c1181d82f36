package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.Backends;
import dev.millrace.it.stream.Oracle;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.topology.RejectReason;
import dev.millrace.topology.RejectedHeaders;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad document never stops the stream and never takes another with it. */
class PoisonTest {
    private static final byte[] GOOD = "A good document, naïve and sound.".getBytes(UTF_8);
    private static final byte[] INVALID_UTF8 = {'o', 'k', (byte) 0xC3, (byte) 0x28, (byte) 0xFF, 'o', 'k'};
    private static final byte[] LARGE = new byte[64_000_000];

    private static StubRegistry registry;
    private static int schemaId;

    private final TestCluster cluster = Clusters.single();

    @BeforeAll
    static void start() {
        registry = new StubRegistry();
        schemaId = registry.register(
                "documents-value", RawDocument.getClassSchema().toString());
        Arrays.fill(LARGE, (byte) ' ');
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    /** What becomes of a record: the reasons it is rejected for, or the content whose ids come out, or neither. */
    private record Case(String name, byte @Nullable [] value, byte @Nullable [] encoded, RejectReason... reasons) {}

    private static List<Case> cases() {
        byte[] garbage =
                ByteBuffer.allocate(9).put((byte) 0).putInt(schemaId).putInt(-1).array();
        byte[] unknownSchema =
                ByteBuffer.allocate(9).put((byte) 0).putInt(4711).putInt(0).array();
        return List.of(
                good("good-0"),
                new Case("undecodable Avro", garbage, null, RejectReason.UNDECODABLE),
                good("good-1"),
                new Case("no wire format", "plain text".getBytes(UTF_8), null, RejectReason.UNDECODABLE),
                new Case("no bytes at all", new byte[0], null, RejectReason.UNDECODABLE),
                new Case("unknown schema id", unknownSchema, null, RejectReason.UNKNOWN_SCHEMA),
                new Case("tombstone", null, null),
                good("good-2"),
                new Case(
                        "unknown tokenizer",
                        Wire.document(schemaId, "who", GOOD, "gpt-99"),
                        null,
                        RejectReason.UNKNOWN_TOKENIZER),
                new Case(
                        "one known tokenizer, one unknown",
                        Wire.document(schemaId, "half", GOOD, "cl100k_base", "../../etc/passwd"),
                        GOOD,
                        RejectReason.UNKNOWN_TOKENIZER),
                new Case("0-byte document", Wire.document(schemaId, "empty", new byte[0]), new byte[0]),
                new Case("invalid UTF-8", Wire.document(schemaId, "invalid", INVALID_UTF8), INVALID_UTF8),
                new Case(
                        "poison",
                        Wire.document(schemaId, "poison", Backends.poison()),
                        null,
                        RejectReason.ENCODER_FAILURE),
                good("good-3"),
                new Case("64 MB", Wire.document(schemaId, "large", LARGE), null, RejectReason.DOCUMENT_TOO_LARGE),
                good("good-4"));
    }

    private static Case good(String id) {
        return new Case(id, Wire.document(schemaId, id, GOOD), GOOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overflowing", "failing-whole-batches"})
    void eachEndsWhereItShouldAndItsNeighboursComeOut(String backend) {
        List<Case> cases = cases();
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "poison-" + backend, registry, 1);
                TopicWriter writer = new TopicWriter(cluster, Map.of("compression.type", "zstd"))) {
            for (Case poison : cases) {
                // A header of our own name that comes over the network is an ordinary header, and not passed on.
                ProducerRecord<byte[], byte[]> record =
                        new ProducerRecord<>(stream.documentsTopic(), 0, null, poison.value());
                record.headers().add("millrace.attached", new byte[] {1}).add("trace", "t".getBytes(UTF_8));
                writer.send(record);
            }
            writer.flush();
            stream.start(backend.equals("overflowing") ? Backends.overflowing() : Backends.failingWholeBatches());
            int threads = stream.aliveThreads();
            stream.awaitDrained();

            assertThat(stream.aliveThreads()).as("alive stream threads").isEqualTo(threads);
            assertThat(stream.count("millrace.inline.encodes")).isZero();
            assertThat(stream.count("millrace.tombstones")).isEqualTo(1);
            checkTokens(cases, stream.tokens());
            checkRejected(cases, stream.rejected());
            checkHeaders(stream);
        }
    }

    private static void checkTokens(List<Case> cases, List<TokenRecord> tokens) {
        Oracle oracle = new Oracle();
        Map<Long, TokenRecord> byOffset = new HashMap<>();
        tokens.forEach(record -> assertThat(byOffset.put(record.getSourceOffset(), record))
                .as("a second record of offset %s", record.getSourceOffset())
                .isNull());
        for (int offset = 0; offset < cases.size(); offset++) {
            Case expected = cases.get(offset);
            byte[] content = expected.encoded();
            assertThat(byOffset.containsKey((long) offset))
                    .as("whether %s has a token record", expected.name())
                    .isEqualTo(content != null);
            if (content != null) {
                TokenRecord record = requireNonNull(byOffset.get((long) offset));
                assertThat(Wire.ids(record)).as(expected.name()).isEqualTo(oracle.ids("cl100k_base", content));
                assertThat(record.getInvalidUtf8Replaced()).as(expected.name()).isEqualTo(content == INVALID_UTF8);
            }
        }
    }

    private static void checkRejected(List<Case> cases, List<ConsumerRecord<byte[], byte[]>> rejected) {
        Map<Long, ConsumerRecord<byte[], byte[]>> byOffset = new HashMap<>();
        rejected.forEach(record -> assertThat(byOffset.put(Long.valueOf(text(record, RejectedHeaders.OFFSET)), record))
                .as("a second rejection of offset %s", text(record, RejectedHeaders.OFFSET))
                .isNull());
        for (int offset = 0; offset < cases.size(); offset++) {
            Case expected = cases.get(offset);
            boolean rejection = expected.reasons().length > 0;
            assertThat(byOffset.containsKey((long) offset))
                    .as("whether %s is rejected", expected.name())
                    .isEqualTo(rejection);
            if (!rejection) {
                continue;
            }
            ConsumerRecord<byte[], byte[]> record = requireNonNull(byOffset.get((long) offset));
            assertThat(text(record, RejectedHeaders.REASON))
                    .as(expected.name())
                    .isEqualTo(expected.reasons()[0].name());
            assertThat(text(record, RejectedHeaders.MESSAGE))
                    .as(expected.name())
                    .isNotBlank();
            byte[] value = expected.value();
            if (value != null && value.length > 1 << 20) {
                assertThat(text(record, RejectedHeaders.LENGTH)).isEqualTo(Integer.toString(value.length));
                assertThat(record.value()).isEqualTo(Arrays.copyOf(value, 64 << 10));
            } else {
                assertThat(record.value()).as(expected.name()).isEqualTo(value);
            }
        }
    }

    /** No topic but the documents topic itself has our in-memory header; foreign headers are passed on. */
    private void checkHeaders(TokenizationFixture stream) {
        List<String> topics = cluster.topics().stream()
                .filter(topic -> topic.startsWith(stream.settings().get("application.id")))
                .filter(topic -> !topic.equals(stream.documentsTopic()))
                .toList();
        assertThat(topics).contains(stream.tokensTopic(), stream.rejectedTopic());
        for (String topic : topics) {
            for (ConsumerRecord<byte[], byte[]> record : CommittedRecords.readAll(cluster.bootstrapServers(), topic)) {
                List<String> names =
                        Stream.of(record.headers().toArray()).map(Header::key).toList();
                assertThat(names)
                        .as("headers in %s", topic)
                        .doesNotContain("millrace.attached")
                        .contains("trace");
            }
        }
    }

    private static @Nullable String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return RejectedHeaders.text(record.headers(), header);
    }
}
