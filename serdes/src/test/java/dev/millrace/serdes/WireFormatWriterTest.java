package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.RawDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WireFormatWriterTest {
    private static final Schema SCHEMA = RawDocument.getClassSchema();

    private final FakeRegistry server = FakeRegistry.http();
    private final SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of("schema.registry.url", server.url()));
    private final RegistryClient registry = RegistryClient.create(config);

    @AfterEach
    void stop() {
        server.close();
    }

    private WireFormatWriter<RawDocument> writer(Duration patience) {
        return WireFormatWriter.forValues(registry, config, "documents", SCHEMA, patience);
    }

    private static RawDocument read(byte[] value) throws Exception {
        return new SpecificDatumReader<RawDocument>(SCHEMA, SCHEMA, SpecificData.getForClass(RawDocument.class))
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    @Test
    void asksForItsIdOnceAndThenNeverAgain() throws Exception {
        TrustedClasses.trustOwn();
        server.answering(FakeRegistry.json(200, "{'id':258}"));
        WireFormatWriter<RawDocument> writer = writer(Duration.ZERO);
        assertThat(writer.schemaId()).isEqualTo(258);
        server.close();
        for (int i = 0; i < 100; i++) {
            byte[] value = writer.write(Documents.full());
            assertThat(value).startsWith(0, 0, 0, 1, 2);
            assertThat(read(value)).isEqualTo(Documents.full());
        }
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().get(0).target()).isEqualTo("/subjects/documents-value/versions");
    }

    @Test
    void usesTheSubjectOfKeysForKeys() {
        server.answering(FakeRegistry.json(200, "{'id':1}"));
        WireFormatWriter.forKeys(registry, config, "documents", SCHEMA, Duration.ZERO);
        assertThat(server.requests().get(0).target()).isEqualTo("/subjects/documents-key/versions");
    }

    @Test
    void waitsForARegistryThatIsDownAtStart() {
        AtomicInteger failures = new AtomicInteger(3);
        server.answering(exchange -> (failures.getAndDecrement() > 0
                        ? FakeRegistry.json(503, "")
                        : FakeRegistry.json(200, "{'id':1}"))
                .to(exchange));
        assertThat(writer(Duration.ofSeconds(60)).schemaId()).isOne();
    }

    @Test
    void givesUpWhenItsPatienceIsUsedUp() {
        server.answering(FakeRegistry.json(503, ""));
        assertThatThrownBy(() -> writer(Duration.ofMillis(300))).isInstanceOf(RegistryUnavailableException.class);
        assertThat(server.requests()).hasSizeGreaterThan(1);
    }

    @Test
    void doesNotWaitForWhatCannotImprove() {
        server.answering(FakeRegistry.json(409, "{'error_code':409,'message':'incompatible'}"));
        assertThatThrownBy(() -> writer(Duration.ofHours(1))).isInstanceOf(IncompatibleSchemaException.class);
        server.answering(FakeRegistry.json(401, "{'error_code':401,'message':'who'}"));
        assertThatThrownBy(() -> writer(Duration.ofHours(1))).isInstanceOf(RegistryRejectedException.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void isSharedByThreads() throws Exception {
        TrustedClasses.trustOwn();
        server.answering(FakeRegistry.json(200, "{'id':1}"));
        WireFormatWriter<RawDocument> writer = writer(Duration.ZERO);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<byte[]>> values = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                values.add(threads.submit(() -> writer.write(Documents.full())));
            }
            for (Future<byte[]> value : values) {
                assertThat(read(value.get())).isEqualTo(Documents.full());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
