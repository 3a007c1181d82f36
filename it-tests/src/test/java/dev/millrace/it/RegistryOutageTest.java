package dev.millrace.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TopicWriter;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.TokenizationFixture;
import dev.millrace.it.stream.Wire;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.RegistryException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecordBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An unreachable registry rejects nothing: what cannot be read yet waits. */
class RegistryOutageTest {
    private static final byte[] CONTENT = "a document in a time of outage".getBytes(UTF_8);
    private static final Schema KNOWN = RawDocument.getClassSchema();

    private final TestCluster cluster = Clusters.single();
    private final StubRegistry registry = new StubRegistry();
    private final int known = registry.register("documents-value", KNOWN.toString());

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void aRegistryThatIsDownAtTheStartIsSaidSoAndWaitedFor() {
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "registry-late", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            writer.write(stream.documentsTopic(), 0, documents(10));
            registry.goDown();
            stream.set("millrace.registry.unavailable.ms", 500);
            assertThatThrownBy(stream::start).isInstanceOf(RegistryException.class);

            stream.set("millrace.registry.unavailable.ms", 20_000);
            CompletableFuture<Void> back = CompletableFuture.runAsync(
                    registry::comeBack, CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
            stream.start();
            back.join();
            stream.awaitDrained();

            check(stream, 10);
        }
    }

    @Test
    void documentsOfKnownSchemasFlowWhileTheRegistryIsDown() {
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "registry-down", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            writer.write(stream.documentsTopic(), 0, documents(1));
            stream.start();
            stream.awaitDrained();
            registry.goDown();
            writer.write(stream.documentsTopic(), 0, documents(20));
            stream.awaitDrained();

            check(stream, 21);
        }
    }

    @Test
    void aSlowRegistryDelaysAndRejectsNothing() {
        registry.delay(Duration.ofSeconds(1));
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "registry-slow", registry, 1);
                TopicWriter writer = new TopicWriter(cluster)) {
            stream.start();
            List<byte[]> values = documents(5);
            values.add(documentOfNewSchema());
            values.addAll(documents(5));
            writer.write(stream.documentsTopic(), 0, values);
            stream.awaitDrained();

            check(stream, 11);
        }
    }

    /** The quick form lasts seconds, the full form a minute, longer than the default patience. */
    @Test
    void aNewWriterSchemaDuringAnOutageWaitsForItsEnd() throws InterruptedException {
        Duration outage = Duration.ofSeconds(Seeds.full() ? 60 : 6);
        Duration patience = Duration.ofSeconds(Seeds.full() ? 30 : 2);
        try (TokenizationFixture stream = new TokenizationFixture(cluster, "registry-outage", registry, 2);
                TopicWriter writer = new TopicWriter(cluster)) {
            stream.set("millrace.registry.unavailable.ms", patience.toMillis()).start();
            registry.goDown();
            List<byte[]> values = documents(5);
            values.add(documentOfNewSchema());
            values.addAll(documents(5));
            writer.write(stream.documentsTopic(), 0, values);
            writer.write(stream.documentsTopic(), 1, documents(5));
            Awaitility.await("the outage shows in the readiness")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> stream.notReady().isPresent());
            Thread.sleep(outage.toMillis());
            assertThat(stream.rejected()).isEmpty();
            registry.comeBack();
            stream.awaitDrained();

            check(stream, 16);
            assertThat(stream.notReady()).isEmpty();
        }
    }

    private static void check(TokenizationFixture stream, int documents) {
        assertThat(stream.rejected()).isEmpty();
        assertThat(stream.tokens())
                .extracting(TokenRecord::getSourcePartition, TokenRecord::getSourceOffset)
                .doesNotHaveDuplicates()
                .hasSize(documents);
    }

    private List<byte[]> documents(int count) {
        List<byte[]> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(Wire.document(known, "document-" + i, CONTENT));
        }
        return values;
    }

    /** A document whose producer has one field more, under a schema registered just now. */
    private byte[] documentOfNewSchema() {
        List<Schema.Field> fields = new ArrayList<>();
        KNOWN.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        fields.add(new Schema.Field("colour", Schema.create(Schema.Type.STRING), "New.", "blue"));
        Schema newer = Schema.createRecord(KNOWN.getName(), KNOWN.getDoc(), KNOWN.getNamespace(), false, fields);
        int id = registry.register("documents-value", newer.toString());
        GenericData.Record document = new GenericRecordBuilder(newer)
                .set("id", "newer")
                .set("content", ByteBuffer.wrap(CONTENT))
                .build();
        return Wire.record(id, document);
    }
}
