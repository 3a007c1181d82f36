package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.schemas.RawDocument;
import dev.millrace.serdes.peer.ApicurioServer;
import dev.millrace.serdes.peer.ConfluentClasses;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Confluent's own serializers and ours, on a real registry, must be the same thing. */
final class ConfluentPeerTest {
    private static final Schema NOTE = SchemaBuilder.record("Note")
            .namespace("peer")
            .fields()
            .requiredString("text")
            .name("tags")
            .type(SchemaBuilder.array().items().stringType())
            .noDefault()
            .requiredDouble("weight")
            .endRecord();

    private final Map<String, Object> configs = Map.of(
            "schema.registry.url", ApicurioServer.shared().url(),
            "avro.remove.java.properties", "true",
            "specific.avro.reader", "true");

    @BeforeAll
    static void letAvroMakeOurRecords() {
        TrustedClasses.trustOwn();
    }

    private static GenericRecord note(String text) {
        GenericRecord note = new GenericData.Record(NOTE);
        note.put("text", text);
        note.put("tags", List.of("a", "ß"));
        note.put("weight", 0.25);
        return note;
    }

    private static SpecificRecord mergeTable() {
        return new MergeTable(
                "ab".repeat(32),
                "o200k_base",
                "cd".repeat(32),
                200_019,
                List.of(new MergedToken(List.of(1, 65_536, 3), ByteBuffer.wrap(new byte[] {-1, 0, 1}), false, true)),
                "word",
                "de",
                2);
    }

    private static Serializer<IndexedRecord> ours(Map<String, ?> configs) {
        MillraceAvroSerializer<IndexedRecord> serializer = new MillraceAvroSerializer<>();
        serializer.configure(configs, false);
        return serializer;
    }

    private static Deserializer<IndexedRecord> oursBack(Map<String, ?> configs) {
        MillraceAvroDeserializer<IndexedRecord> deserializer = new MillraceAvroDeserializer<>();
        deserializer.configure(configs, false);
        return deserializer;
    }

    @ParameterizedTest
    @CsvSource({
        "TopicNameStrategy, documents-value",
        "RecordNameStrategy, dev.millrace.schemas.RawDocument",
        "TopicRecordNameStrategy, documents-dev.millrace.schemas.RawDocument"
    })
    void writesTheSameBytesToTheSameSubjectAsConfluent(String strategy, String subject) {
        Map<String, Object> named = Map.of(
                "schema.registry.url",
                ApicurioServer.shared().url(),
                "avro.remove.java.properties",
                true,
                "value.subject.name.strategy",
                "io.confluent.kafka.serializers.subject." + strategy);
        try (Serializer<Object> confluent = ConfluentClasses.serializer(named, false)) {
            byte[] theirs = confluent.serialize("documents", Documents.full());
            assertThat(ours(named).serialize("documents", Documents.full())).isEqualTo(theirs);
            RegisteredSchema latest = RegistryClient.create(named).latest(subject);
            assertThat(theirs).startsWith(WireFormat.idPrefix(latest.id()));
            assertThat(latest.version()).isEqualTo(1);
        }
    }

    @Test
    void writesTheSameBytesAsConfluentForEveryKindOfValue() {
        try (Serializer<Object> confluent = ConfluentClasses.serializer(configs, false)) {
            for (IndexedRecord record : List.of(mergeTable(), note("both"))) {
                String topic = "both-" + record.getSchema().getName();
                assertThat(ours(configs).serialize(topic, record)).isEqualTo(confluent.serialize(topic, record));
            }
            Random random = new Random(20_261_121);
            for (int i = 0; i < 200; i++) {
                RawDocument document = Documents.random(random);
                assertThat(ours(configs).serialize("both", document)).isEqualTo(confluent.serialize("both", document));
            }
        }
    }

    @Test
    void confluentReadsWhatWeWrite() {
        byte[] document = ours(configs).serialize("we-write", Documents.full());
        byte[] note = ours(configs).serialize("we-write-notes", note("ours"));
        try (Deserializer<Object> confluent = ConfluentClasses.deserializer(configs, false)) {
            assertThat(confluent.deserialize("we-write", document)).isEqualTo(Documents.full());
        }
        Map<String, Object> generic =
                Map.of("schema.registry.url", ApicurioServer.shared().url());
        try (Deserializer<Object> confluent = ConfluentClasses.deserializer(generic, false)) {
            assertThat(confluent.deserialize("we-write-notes", note))
                    .hasToString(note("ours").toString());
        }
    }

    @Test
    void weReadWhatConfluentWrites() {
        // As any Java producer does it: the schema goes to the registry with Avro's Java properties.
        Map<String, Object> plain =
                Map.of("schema.registry.url", ApicurioServer.shared().url());
        try (Serializer<Object> confluent = ConfluentClasses.serializer(plain, false)) {
            byte[] document = confluent.serialize("they-write", Documents.full());
            byte[] note = confluent.serialize("they-write-notes", note("theirs"));

            assertThat(oursBack(configs).deserialize("they-write", document)).isEqualTo(Documents.full());
            assertThat(oursBack(plain).deserialize("they-write-notes", note))
                    .hasToString(note("theirs").toString());

            SchemaRegistryConfig config = new SchemaRegistryConfig(plain);
            WriterSchemas schemas = new WriterSchemas(RegistryClient.create(config), config);
            schemas.resolve(WireFormat.parseValue(null, document).schema(), Duration.ZERO);
            DocumentDecoding decoding = new RawDocumentReader(schemas).decode(new RecordHeaders(), document);
            assertThat(decoding).isInstanceOf(DocumentDecoding.Decoded.class);
            assertThat(((DocumentDecoding.Decoded) decoding).document().toRawDocument())
                    .isEqualTo(Documents.full());
        }
    }

    @Test
    void writesUnderTheLatestSchemaAsConfluentDoes() {
        Schema old = RawDocument.getClassSchema();
        RegistryClient registry = RegistryClient.create(configs);
        RegisteredSchema latest = registry.register("latest-value", old);
        Map<String, Object> useLatest = Map.of(
                "schema.registry.url",
                ApicurioServer.shared().url(),
                "auto.register.schemas",
                false,
                "use.latest.version",
                true);
        byte[] ours = ours(useLatest).serialize("latest", Documents.full());
        try (Serializer<Object> confluent = ConfluentClasses.serializer(useLatest, false)) {
            assertThat(ours).isEqualTo(confluent.serialize("latest", Documents.full()));
        }
        assertThat(ours).startsWith(WireFormat.idPrefix(latest.id()));
    }

    @Test
    void refusesAMissingSchemaAsConfluentDoesWhenNothingIsRegistered() {
        Map<String, Object> strict =
                Map.of("schema.registry.url", ApicurioServer.shared().url(), "auto.register.schemas", false);
        try (Serializer<Object> confluent = ConfluentClasses.serializer(strict, false)) {
            assertThatThrownBy(() -> confluent.serialize("not-there", Documents.full()))
                    .isInstanceOf(SerializationException.class);
        }
        assertThatThrownBy(() -> ours(strict).serialize("not-there", Documents.full()))
                .isInstanceOf(SchemaNotFoundException.class);
    }
}
