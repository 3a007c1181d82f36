package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.schemas.IdType;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.MergedToken;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.Redaction;
import dev.millrace.schemas.Sha256Head;
import dev.millrace.schemas.TokenRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MillraceAvroSerdeTest {
    private static final String SCOPE = "avro-serde";
    private static final Schema NOTE =
            SchemaBuilder.record("Note").fields().requiredString("text").endRecord();

    private final RegistryClient registry = RegistryClient.create(configs());

    @AfterEach
    void dropRegistry() {
        MockRegistry.drop(SCOPE);
    }

    private static Map<String, Object> configs(Object... keysAndValues) {
        Map<String, Object> configs = new HashMap<>(Map.of("schema.registry.url", "mock://" + SCOPE));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            configs.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return configs;
    }

    private static <T extends IndexedRecord> MillraceAvroSerde<T> configured(
            MillraceAvroSerde<T> serde, boolean isKey, Object... keysAndValues) {
        serde.configure(configs(keysAndValues), isKey);
        return serde;
    }

    private static MillraceAvroSerde<IndexedRecord> values(Object... keysAndValues) {
        return configured(new MillraceAvroSerde<>(), false, keysAndValues);
    }

    private static TokenRecord tokens() {
        return new TokenRecord(
                "doc-1",
                "acme",
                "documents",
                3,
                17L,
                Instant.ofEpochMilli(1_700_000_000_123L),
                new Sha256Head(new byte[16]),
                4L,
                "o200k_base",
                "ab".repeat(32),
                "cd".repeat(32),
                200_019,
                2,
                IdType.U32LE,
                ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 2, 0, 0, 0}),
                List.of(1, 2),
                0,
                1,
                null,
                false,
                true,
                null,
                Map.of("source", "archive"),
                List.of(new Redaction("SSN", 3L, 14L, 3L, 8L)));
    }

    private static GenericRecord note(String text) {
        GenericRecord note = new GenericData.Record(NOTE);
        note.put("text", text);
        return note;
    }

    @Test
    void bringsEveryRecordOfOursBack() {
        MillraceAvroSerde<IndexedRecord> serde = values("specific.avro.reader", true);
        IndexedRecord table = new MergeTable(
                "t",
                "b",
                "f",
                9,
                List.of(new MergedToken(List.of(1, 2), ByteBuffer.wrap(new byte[] {3}), false, true)),
                "word",
                "de",
                2);
        for (IndexedRecord record : List.of(Documents.full(), tokens(), table)) {
            String topic = record.getSchema().getName();
            byte[] value = serde.serializer().serialize(topic, record);
            assertThat(serde.deserializer().deserialize(topic, value)).isEqualTo(record);
        }
    }

    @Test
    void readsGenericRecordsInTheSchemaOfTheirWriter() {
        MillraceAvroSerde<IndexedRecord> serde = values();
        byte[] value = serde.serializer().serialize("notes", note("hello"));
        IndexedRecord read = Objects.requireNonNull(serde.deserializer().deserialize("notes", value));
        assertThat(read)
                .isInstanceOf(GenericRecord.class)
                .hasToString(note("hello").toString());
        assertThat(registry.latest("notes-value").schema()).isEqualTo(NOTE);
    }

    @Test
    void readsIntoTheClassItIsGivenOrConfiguredWith() {
        byte[] value = values().serializer().serialize("documents", Documents.full());
        try (MillraceAvroSerde<RawDocument> given = configured(new MillraceAvroSerde<>(RawDocument.class), false)) {
            assertThat(given.deserializer().deserialize("documents", value)).isEqualTo(Documents.full());
        }
        assertThat(values("specific.avro.value.type", RawDocument.class.getName())
                        .deserializer()
                        .deserialize("documents", value))
                .isEqualTo(Documents.full());
    }

    @Test
    void keepsKeysAndValuesApart() {
        MillraceAvroSerde<IndexedRecord> keys = configured(
                new MillraceAvroSerde<>(),
                true,
                "key.subject.name.strategy",
                "RecordName",
                "value.subject.name.strategy",
                "TopicName");
        byte[] key = keys.serializer().serialize("notes", note("k"));
        values().serializer().serialize("notes", note("v"));
        assertThat(registry.latest("Note").schema()).isEqualTo(NOTE);
        assertThat(registry.latest("notes-value").schema()).isEqualTo(NOTE);
        assertThat(keys.deserializer().deserialize("notes", key))
                .hasToString(note("k").toString());
    }

    @Test
    void passesNullThrough() {
        MillraceAvroSerde<IndexedRecord> serde = values();
        assertThat(serde.serializer().serialize("notes", null)).isNull();
        assertThat(serde.deserializer().deserialize("notes", (byte[]) null)).isNull();
    }

    @Test
    void readsTheSchemaNamedInTheHeaderAndRemovesThatHeaderWhereItWrites() {
        RegisteredSchema registered = registry.register("notes-value", NOTE);
        byte[] header = WireFormat.guidHeader(Objects.requireNonNull(registered.guid()));
        Headers headers = new RecordHeaders()
                .add(WireFormat.VALUE_HEADER, header)
                .add(WireFormat.KEY_HEADER, header)
                .add("other", header);
        MillraceAvroSerde<IndexedRecord> serde = values();
        byte[] bare = {4, 'h', 'i'};
        assertThat(serde.deserializer().deserialize("notes", headers, bare))
                .hasToString(note("hi").toString());

        byte[] value = serde.serializer().serialize("notes", headers, note("hi"));
        assertThat(value).startsWith(WireFormat.idPrefix(registered.id()));
        assertThat(headers.lastHeader(WireFormat.VALUE_HEADER)).isNull();
        assertThat(headers.lastHeader(WireFormat.KEY_HEADER)).isNotNull();
        assertThat(headers.lastHeader("other")).isNotNull();
    }

    @Test
    void registersNothingWhereForbidden() {
        MillraceAvroSerde<IndexedRecord> serde = values("auto.register.schemas", false);
        assertThatThrownBy(() -> serde.serializer().serialize("notes", note("x")))
                .isInstanceOf(SchemaNotFoundException.class);
        RegisteredSchema registered = registry.register("notes-value", NOTE);
        assertThat(serde.serializer().serialize("notes", note("x"))).startsWith(WireFormat.idPrefix(registered.id()));
    }

    @Test
    void writesInTheLatestSchemaWhereConfigured() {
        Schema later = SchemaBuilder.record("Note")
                .fields()
                .name("priority")
                .type()
                .intType()
                .intDefault(5)
                .requiredString("text")
                .endRecord();
        registry.register("notes-value", NOTE);
        RegisteredSchema latest = registry.register("notes-value", later);
        MillraceAvroSerde<IndexedRecord> serde = values("use.latest.version", true, "auto.register.schemas", false);

        byte[] value = serde.serializer().serialize("notes", note("x"));
        assertThat(value).startsWith(WireFormat.idPrefix(latest.id()));
        assertThat(serde.deserializer().deserialize("notes", value)).hasToString("{\"priority\": 5, \"text\": \"x\"}");
    }

    @Test
    void refusesALatestSchemaThatCannotReadTheRecord() {
        registry.register(
                "notes-value",
                SchemaBuilder.record("Note").fields().requiredInt("n").endRecord());
        MillraceAvroSerde<IndexedRecord> serde = values("use.latest.version", true);
        assertThatThrownBy(() -> serde.serializer().serialize("notes", note("x")))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("notes-value");
    }

    @Test
    void asksAgainWhileTheRegistryIsUnavailable() {
        AtomicInteger requests = new AtomicInteger();
        try (FakeRegistry server = FakeRegistry.http()) {
            server.answering(exchange -> FakeRegistry.json(
                            requests.getAndIncrement() % 2 == 0 ? 503 : 200,
                            "{'id':1,'schema':" + new TextNode(NOTE.toString()) + "}")
                    .to(exchange));
            Map<String, Object> configs = configs("schema.registry.url", server.url());
            try (MillraceAvroSerde<IndexedRecord> serde = new MillraceAvroSerde<>()) {
                serde.configure(configs, false);
                byte[] value = serde.serializer().serialize("notes", note("x"));
                assertThat(serde.deserializer().deserialize("notes", value))
                        .hasToString(note("x").toString());
            }
        }
        assertThat(requests).hasValue(4);
    }

    @Test
    void saysThatARecordBreaksItsSchema() {
        MillraceAvroSerde<IndexedRecord> serde = values();
        assertThatThrownBy(() -> serde.serializer().serialize("notes", new GenericData.Record(NOTE)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("Note");
    }

    @Test
    void saysThatAValueIsUndecodable() {
        MillraceAvroSerde<IndexedRecord> serde = values();
        assertThatThrownBy(() -> serde.deserializer().deserialize("notes", new byte[] {9}))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.NOT_FRAMED));
        assertThatThrownBy(() -> serde.deserializer().deserialize("notes", WireFormat.idPrefix(99)))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.SCHEMA_NOT_FOUND));
        RegisteredSchema text = registry.register("text-value", Schema.create(Schema.Type.STRING));
        assertThatThrownBy(() -> serde.deserializer().deserialize("text", WireFormat.idPrefix(text.id())))
                .isInstanceOfSatisfying(
                        UndecodableException.class,
                        e -> assertThat(e.reason()).isEqualTo(UndecodableException.Reason.SCHEMA_UNUSABLE));
    }

    @Test
    void loadsNoClassThatDataName() {
        Schema named = SchemaBuilder.record("String")
                .namespace("java.lang")
                .fields()
                .requiredString("text")
                .endRecord();
        GenericRecord record = new GenericData.Record(named);
        record.put("text", "x");
        MillraceAvroSerde<IndexedRecord> serde = values("specific.avro.reader", true);
        byte[] value = serde.serializer().serialize("notes", record);
        assertThatThrownBy(() -> serde.deserializer().deserialize("notes", value))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("specific.avro.value.type");
    }

    @Test
    void refusesAClassThatAvroDidNotGenerate() {
        assertThatThrownBy(() -> values("specific.avro.value.type", "java.lang.String"))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void mustBeConfiguredFirst() {
        try (MillraceAvroSerde<IndexedRecord> serde = new MillraceAvroSerde<>()) {
            assertThatThrownBy(() -> serde.serializer().serialize("notes", note("x")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("configure");
            assertThatThrownBy(() -> serde.deserializer().deserialize("notes", new byte[5]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("configure");
        }
    }
}
