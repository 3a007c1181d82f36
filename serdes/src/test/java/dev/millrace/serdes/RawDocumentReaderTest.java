package dev.millrace.serdes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.RawDocument;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RawDocumentReaderTest {
    private static final String SCOPE = "raw-document-reader";

    private final SchemaRegistryConfig config =
            new SchemaRegistryConfig(Map.of("schema.registry.url", "mock://" + SCOPE));
    private final RegistryClient registry = RegistryClient.create(config);
    private final WriterSchemas schemas = new WriterSchemas(registry, config);
    private final RawDocumentReader reader = new RawDocumentReader(schemas);

    @AfterEach
    void dropRegistry() {
        MockRegistry.drop(SCOPE);
    }

    private WireFormatWriter<RawDocument> writer() {
        return WireFormatWriter.forValues(registry, config, "documents", RawDocument.getClassSchema(), Duration.ZERO);
    }

    @Test
    void asksForAnUnknownSchemaAndDecodesOnceItIsResolved() {
        WireFormatWriter<RawDocument> writer = writer();
        byte[] value = writer.write(Documents.full());

        SchemaReference reference = new SchemaReference.Id(writer.schemaId());
        assertThat(reader.decode(new RecordHeaders(), value)).isEqualTo(new DocumentDecoding.SchemaUnknown(reference));
        assertThat(schemas.resolve(reference, Duration.ZERO)).isInstanceOf(WriterSchema.Known.class);

        DocumentDecoding decoding = reader.decode(new RecordHeaders(), value);
        assertThat(decoding).isInstanceOf(DocumentDecoding.Decoded.class);
        DocumentView view = ((DocumentDecoding.Decoded) decoding).document();
        assertThat(view.toRawDocument()).isEqualTo(Documents.full());
        assertThat(view.buffer()).isSameAs(value);
    }
}
