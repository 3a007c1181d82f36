package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.ChildJvm;
import dev.millrace.it.chaos.Corpus;
import dev.millrace.it.chaos.StreamsChild;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.MillraceApp;
import dev.millrace.it.stream.Oracle;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.TokenRecord;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Documents and topics that are larger than they look. */
class SizeTest {
    private static StubRegistry registry;

    private final TestCluster cluster = Clusters.single();

    @BeforeAll
    static void startRegistry() {
        registry = new StubRegistry();
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void aDocumentOf64MegabytesIsTokenizedOnceLimitsAreRaised() {
        byte[] content = new byte[64_000_000];
        ByteBuffer all = ByteBuffer.wrap(content);
        Corpus corpus = new Corpus(Seeds.seed(6));
        for (int i = 0; all.hasRemaining(); i++) {
            byte[] part = corpus.content(i);
            all.put(part, 0, Math.min(part.length, all.remaining()));
        }
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "large", registry, 1);
                TopicWriter writer = new TopicWriter(cluster, Map.of("compression.type", "zstd"))) {
            stream.set("millrace.documents.format", "bytes")
                    .set("millrace.document.max.bytes", 70_000_000)
                    .set("millrace.batch.timeout.ms", 55_000);
            writer.write(
                    stream.documentsTopic(), 0, List.of("before".getBytes(UTF_8), content, "after".getBytes(UTF_8)));
            stream.start();
            stream.awaitDrained();

            assertThat(stream.rejected()).isEmpty();
            List<TokenRecord> segments = stream.tokens().stream()
                    .filter(record -> record.getSourceOffset() == 1)
                    .toList();
            assertThat(stream.tokens()).hasSize(segments.size() + 2);
            IntBuffer expected = IntBuffer.wrap(new Oracle().ids("cl100k_base", content));
            for (int i = 0; i < segments.size(); i++) {
                TokenRecord segment = segments.get(i);
                assertThat(segment.getSegmentIndex()).isEqualTo(i);
                assertThat(segment.getSegmentCount()).isEqualTo(segments.size());
                IntBuffer own = expected.slice(expected.position(), segment.getTokenCount());
                assertThat(IntBuffer.wrap(Wire.ids(segment)).equals(own))
                        .as("ids of segment %d", i)
                        .isTrue();
                expected.position(expected.position() + segment.getTokenCount());
            }
            assertThat(expected.hasRemaining()).isFalse();
        }
    }

    /** Fetched as kilobytes, unpacked to about the size of the heap. */
    @Test
    void aZstdBombFitsIntoAHeapOf512Megabytes() {
        String name = "bomb";
        int documents = 480;
        TokenizationFixture stream = new TokenizationFixture(cluster, name, registry, 1);
        try (TopicWriter writer =
                new TopicWriter(cluster, Map.of("compression.type", "zstd", "batch.size", 4 << 20, "linger.ms", 200))) {
            byte[] content = " all work and no play".repeat(1_000_000 / 21).getBytes(UTF_8);
            for (int i = 0; i < documents; i++) {
                writer.send(new ProducerRecord<>(stream.documentsTopic(), 0, null, content));
            }
            writer.flush();
        }
        stream.set("millrace.documents.format", "bytes");
        Properties properties = new Properties();
        properties.putAll(stream.settings());
        properties.setProperty(StreamsChild.APP, MillraceApp.class.getName());
        try (ChildJvm child = StreamsChild.start(
                name, List.of("-Xmx512m", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError"), properties)) {
            stream.awaitDrained();
            assertThat(child.stop()).as("exit status, see %s", child.log()).isEqualTo(143);
        }
        assertThat(stream.rejected()).isEmpty();
        assertThat(stream.tokens())
                .filteredOn(record -> record.getSegmentIndex() == 0)
                .hasSize(documents);
    }
}
