package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.Corpus;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.Backends;
import dev.millrace.it.stream.Oracle;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.topology.TokenRecordDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream in unusual but harmless circumstances, in this JVM. */
class StreamTest {
    private static StubRegistry registry;
    private static int schemaId;

    private final TestCluster cluster = Clusters.single();
    private final Corpus corpus = new Corpus(Seeds.seed(5));

    @BeforeAll
    static void startRegistry() {
        registry = new StubRegistry();
        schemaId = registry.register(
                "documents-value", RawDocument.getClassSchema().toString());
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "streams"})
    void committedOffsetsAreTheLogEndsAfterADrainAndAnOrderlyStop(String protocol) {
        TokenizationFixture stream = new TokenizationFixture(cluster, "drain-" + protocol, registry, 3);
        try (stream;
                TopicWriter writer = new TopicWriter(cluster)) {
            if (protocol.equals("streams")) {
                stream.settings().keySet().removeAll(List.of("session.timeout.ms", "heartbeat.interval.ms"));
            }
            stream.set("group.protocol", protocol).set("main.consumer.max.poll.records", 100);
            for (int partition = 0; partition < 3; partition++) {
                writer.write(stream.documentsTopic(), partition, documents(partition * 250, 250));
            }
            stream.start();
            stream.awaitDrained();
            assertThat(stream.count("millrace.inline.encodes")).isZero();
        }
        stream.awaitDrained();
        assertThat(stream.tokens()).hasSize(750);
        assertThat(stream.rejected()).isEmpty();
    }

    @Test
    void anIdleDocumentsTopicHoldsNoOtherBack() {
        List<String> topics = List.of("idle-busy", "idle-idle");
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "idle", registry, 1, topics);
                TopicWriter writer = new TopicWriter(cluster)) {
            writer.write("idle-busy", 0, documents(0, 300));
            stream.start();
            stream.awaitDrained();
            assertThat(stream.tokens())
                    .hasSize(300)
                    .allMatch(record -> record.getSourceTopic().equals("idle-busy"));

            writer.write("idle-idle", 0, documents(300, 10));
            stream.awaitDrained();
            assertThat(stream.tokens()).hasSize(310);
        }
    }

    @Test
    void aBackendSlowerThanTheTransactionTimeOutMakesProgress() {
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "slow", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            // One poll takes ten batches of a second each; the broker aborts a transaction after five.
            stream.set("producer.transaction.timeout.ms", 5_000)
                    .set("millrace.batch.timeout.ms", 4_000)
                    .set("millrace.registry.unavailable.ms", 4_000)
                    .set("millrace.batch.max.bytes", 32 << 10)
                    .set("millrace.batch.inflight", 1);
            List<byte[]> values = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                values.add(Wire.document(
                        schemaId, "slow-" + i, " tick tock".repeat(3_000).getBytes(UTF_8)));
            }
            writer.write(stream.documentsTopic(), 0, values);
            stream.start(Backends.slow(Duration.ofSeconds(1)));
            stream.awaitDrained();

            assertThat(stream.tokens())
                    .extracting(TokenRecord::getSourceOffset)
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
            assertThat(stream.count("millrace.documents"))
                    .as("documents processed, repetitions included")
                    .isEqualTo(10);
        }
    }

    @Test
    void twoTopologiesInOneJvmKeepApart() {
        try (TokenizationFixture first = new TokenizationFixture(cluster, "first", registry, 1);
                TokenizationFixture second = new TokenizationFixture(cluster, "second", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            first.set("millrace.tokenizers", "cl100k_base");
            second.set("millrace.tokenizers", "r50k_base").set("millrace.documents.format", "text");
            writer.write(first.documentsTopic(), 0, documents(0, 200));
            List<byte[]> texts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                texts.add(corpus.content(i));
            }
            writer.write(second.documentsTopic(), 0, texts);
            first.start();
            second.start();
            first.awaitDrained();
            second.awaitDrained();

            checkIds(first, "cl100k_base");
            checkIds(second, "r50k_base");
        }
    }

    @Test
    void recordsOfDynamicBatchesDecodeWithTheTablesThatWereCommittedWithThem() {
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "dynamic", registry, 3);
                TopicWriter writer = new TopicWriter(cluster)) {
            stream.set("millrace.dynamic.tokenizers", "cl100k_base").set("main.consumer.max.poll.records", 50);
            for (int partition = 0; partition < 3; partition++) {
                writer.write(stream.documentsTopic(), partition, documents(partition * 200, 200));
            }
            stream.start();
            stream.awaitDrained();

            Tokenizer tokenizer = TokenizerRegistry.load("cl100k_base");
            Map<String, MergeTable> tables = stream.mergeTables();
            List<TokenRecord> tokens = stream.tokens();
            assertThat(tokens).hasSize(600).anyMatch(record -> record.getMergeTableId() != null);
            assertThat(tables).hasSizeBetween(4, 599);
            for (TokenRecord record : tokens) {
                MergeTable table = record.getMergeTableId() == null ? null : tables.get(record.getMergeTableId());
                int index = 200 * record.getSourcePartition() + (int) record.getSourceOffset();
                assertThat(TokenRecordDecoder.decode(record, table, tokenizer)).isEqualTo(corpus.content(index));
            }
            assertThat(stream.count("millrace.inline.encodes")).isZero();
            assertThat(stream.count("millrace.dynamic.unmerged")).isZero();
        }
    }

    private void checkIds(TokenizationFixture stream, String tokenizer) {
        Oracle oracle = new Oracle();
        List<TokenRecord> tokens = stream.tokens();
        assertThat(tokens).hasSize(200);
        for (int i = 0; i < 200; i++) {
            assertThat(tokens.get(i).getTokenizer()).isEqualTo(tokenizer);
            assertThat(Wire.ids(tokens.get(i))).isEqualTo(oracle.ids(tokenizer, corpus.content(i)));
        }
        assertThat(stream.count("millrace.inline.encodes")).isZero();
    }

    private List<byte[]> documents(int from, int count) {
        List<byte[]> values = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            values.add(Wire.document(schemaId, "document-" + i, corpus.content(i)));
        }
        return values;
    }
}
