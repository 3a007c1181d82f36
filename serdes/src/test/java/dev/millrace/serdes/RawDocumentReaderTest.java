package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.RawDocument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RawDocumentReaderTest {
    private static final String SCOPE = "raw-document-reader";
    private static final Headers NONE = new RecordHeaders();

    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://" + SCOPE));
    private final RegistryClient registry = RegistryClient.create(config);
    private final WriterSchemas schemas = new WriterSchemas(registry, config);
    private final RawDocumentReader reader = new RawDocumentReader(schemas);

    @AfterEach
    void dropRegistry() {
        MockRegistry.drop(SCOPE);
    }

    /** Writes {@code record} and makes its schema known to the reader. */
    private byte[] write(IndexedRecord record) {
        WireFormatWriter<IndexedRecord> writer = WireFormatWriter.forValues(
                registry, config, record.getSchema().getName(), record.getSchema(), Duration.ZERO);
        schemas.resolve(new SchemaReference.Id(writer.schemaId()), Duration.ZERO);
        return writer.write(record);
    }

    private static DocumentView decoded(DocumentDecoding decoding) {
        assertThat(decoding).isInstanceOf(DocumentDecoding.Decoded.class);
        return ((DocumentDecoding.Decoded) decoding).document();
    }

    private static UndecodableException.Reason reason(DocumentDecoding decoding) {
        assertThat(decoding).isInstanceOf(DocumentDecoding.Undecodable.class);
        return ((DocumentDecoding.Undecodable) decoding).reason();
    }

    @Test
    void asksForAnUnknownSchemaAndDecodesOnceItIsResolved() {
        WireFormatWriter<RawDocument> writer =
                WireFormatWriter.forValues(registry, config, "documents", RawDocument.getClassSchema(), Duration.ZERO);
        byte[] value = writer.write(Documents.full());

        SchemaReference reference = new SchemaReference.Id(writer.schemaId());
        assertThat(reader.decode(NONE, value)).isEqualTo(new DocumentDecoding.SchemaUnknown(reference));
        assertThat(schemas.resolve(reference, Duration.ZERO)).isInstanceOf(WriterSchema.Known.class);
        assertThat(decoded(reader.decode(NONE, value)).toRawDocument()).isEqualTo(Documents.full());
    }

    @Test
    void givesTheContentAsASliceOfTheValue() {
        byte[] value = write(Documents.full());
        DocumentView view = decoded(reader.decode(NONE, value));
        assertThat(view.buffer()).isSameAs(value);
        assertThat(new String(view.buffer(), view.contentOffset(), view.contentLength(), StandardCharsets.UTF_8))
                .isEqualTo("Grüße aus Köln");
    }

    @Test
    void ignoresWhatIsNoPartOfTheLayoutOfASchema() {
        String json = RawDocument.getClassSchema().toString().replaceAll("\"doc\":\"[^\"]*\",?", "");
        Schema undocumented = new Schema.Parser().parse(json.replace(",}", "}"));
        GenericRecord record = new GenericData.Record(undocumented);
        RawDocument full = Documents.full();
        undocumented.getFields().forEach(field -> record.put(field.name(), full.get(field.name())));
        record.put("eventTime", 1_700_000_000_123L);

        byte[] value = write(record);
        DocumentView view = decoded(reader.decode(NONE, value));
        assertThat(view.toRawDocument()).isEqualTo(full);
        assertThat(view.buffer()).isSameAs(value);
    }

    @Test
    void readsTheBarePayloadOfASchemaNamedInTheHeader() {
        RegisteredSchema registered = registry.register("guid-value", RawDocument.getClassSchema());
        UUID guid = Objects.requireNonNull(registered.guid());
        byte[] value = write(Documents.full());
        byte[] bare = new byte[value.length - 5];
        System.arraycopy(value, 5, bare, 0, bare.length);
        Headers headers = new RecordHeaders().add(WireFormat.VALUE_HEADER, WireFormat.guidHeader(guid));

        SchemaReference reference = new SchemaReference.Guid(guid);
        assertThat(reader.decode(headers, bare)).isEqualTo(new DocumentDecoding.SchemaUnknown(reference));
        schemas.resolve(reference, Duration.ZERO);
        assertThat(decoded(reader.decode(headers, bare)).toRawDocument()).isEqualTo(Documents.full());
    }

    @Test
    void resolvesTheSchemaOfAnotherVersion() {
        Schema other = SchemaBuilder.record("RawDocument")
                .namespace("dev.millrace.schemas")
                .fields()
                .name("extra")
                .type(SchemaBuilder.array().items().longType())
                .noDefault()
                .requiredString("content") // a string where ours has bytes
                .requiredString("id")
                .name("eventTime")
                .type()
                .intType()
                .noDefault()
                .endRecord();
        GenericRecord record = new GenericData.Record(other);
        record.put("extra", List.of(1L, -1L));
        record.put("content", "Zürich");
        record.put("id", "old-1");
        record.put("eventTime", 17);

        DocumentView view = decoded(reader.decode(NONE, write(record)));
        assertThat(view.id()).isEqualTo("old-1");
        assertThat(view.tenant()).isEqualTo("default");
        assertThat(view.tokenizer()).isNull();
        assertThat(view.labels()).isEmpty();
        assertThat(view.eventTimeMillis()).isEqualTo(17L);
        assertThat(ByteBuffer.wrap(view.buffer(), view.contentOffset(), view.contentLength()))
                .isEqualTo(ByteBuffer.wrap("Zürich".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void saysThatAnotherKindOfRecordDoesNotFit() {
        byte[] value = write(new MergeTable("a", "b", "c", 1, List.of(), "", "", 0));
        assertThat(reason(reader.decode(NONE, value))).isEqualTo(UndecodableException.Reason.SCHEMA_MISMATCH);
    }

    @Test
    void saysThatASchemaIsMissing() {
        byte[] value = WireFormat.idPrefix(4711);
        schemas.resolve(new SchemaReference.Id(4711), Duration.ZERO);
        assertThat(reason(reader.decode(NONE, value))).isEqualTo(UndecodableException.Reason.SCHEMA_NOT_FOUND);
    }

    @Test
    void saysThatAValueIsNotFramed() {
        assertThat(reason(reader.decode(NONE, "{}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(UndecodableException.Reason.NOT_FRAMED);
        assertThat(reason(reader.decode(NONE, new byte[0]))).isEqualTo(UndecodableException.Reason.NOT_FRAMED);
    }

    @Test
    void readsAnEmptyDocument() {
        RawDocument empty =
                new RawDocument("", "", null, null, null, null, Map.of(), null, ByteBuffer.wrap(new byte[0]));
        DocumentView view = decoded(reader.decode(NONE, write(empty)));
        assertThat(view.toRawDocument()).isEqualTo(empty);
        assertThat(view.contentLength()).isZero();
    }
}
