package dev.millrace.topology;

import dev.millrace.serdes.RawDocumentReader;
import dev.millrace.serdes.RegistryClient;
import dev.millrace.serdes.RegistryException;
import dev.millrace.serdes.SchemaRegistryConfig;
import dev.millrace.serdes.WriterSchemas;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Redactor;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes the contents out of the records of one documents topic, outside of a stream.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class DocumentContents implements AutoCloseable {
    private final DocumentDecoder decoder;
    private final Duration patience;
    private final @Nullable Redactor redactor;
    private @Nullable RegistryClient client;
    private @Nullable WriterSchemas writerSchemas;

    /**
     * Connects to the registry if the format of {@code topic} is Avro.
     *
     * @throws RegistryException if it cannot be reached
     */
    public DocumentContents(MillraceConfig config, String topic) {
        RedactionPolicy policy = config.redactionPolicy();
        redactor = policy == null || !config.redactedTopics().contains(topic) ? null : new Redactor(policy);
        patience = Duration.ofMillis(config.getLong(MillraceConfigDef.REGISTRY_UNAVAILABLE_MS));
        switch (config.format(topic)) {
            case BYTES, TEXT -> decoder = new PlainDocumentDecoder();
            case JSON -> decoder = new JsonDocumentDecoder();
            case AVRO -> {
                SchemaRegistryConfig registry = new SchemaRegistryConfig(config.foreignKeys());
                RegistryClient connected = RegistryClient.create(registry);
                WriterSchemas schemas = new WriterSchemas(connected, registry);
                client = connected;
                writerSchemas = schemas;
                decoder = new AvroDocumentDecoder(new RawDocumentReader(schemas));
            }
            default -> throw new IllegalStateException("unexpected format of " + topic);
        }
    }

    /**
     * The content of the document in a record, redacted if those of its topic are, or null if it is a tombstone or no document.
     *
     * @throws RegistryException if the registry stays unreachable
     */
    public byte @Nullable [] of(Headers headers, byte @Nullable [] value) {
        Decoded decoded = decoder.decode(headers, value);
        if (decoded instanceof Decoded.AwaitingSchema awaiting && writerSchemas != null) {
            writerSchemas.resolve(awaiting.schema(), patience);
            decoded = decoder.decode(headers, value);
        }
        if (!(decoded instanceof Decoded.Document document)) {
            return null;
        }
        return redactor == null
                ? Arrays.copyOfRange(document.buffer(), document.from(), document.to())
                : redactor.redact(document.buffer(), document.from(), document.to())
                        .toByteArray();
    }

    @Override
    public void close() {
        if (client != null) {
            client.close();
        }
    }
}
