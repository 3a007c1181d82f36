package dev.millrace.topology;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.RawDocumentReader;
import dev.millrace.serdes.RegisteredSchema;
import dev.millrace.serdes.RegistryClient;
import dev.millrace.serdes.RegistryException;
import dev.millrace.serdes.SchemaReference;
import dev.millrace.serdes.SchemaRegistryConfig;
import dev.millrace.serdes.WireFormatWriter;
import dev.millrace.serdes.WriterSchemas;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that needs the schema registry. What can be asked at start is asked at start; only the schema of a writer
 * who appears later is asked for in mid-stream, and never within a poll.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class SchemaAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaAccess.class);

    private final MillraceConfig config;
    private final Duration patience;
    private @Nullable RegistryClient client;
    private @Nullable WriterSchemas writerSchemas;
    private @Nullable WireFormatWriter<TokenRecord> tokenWriter;
    private @Nullable WireFormatWriter<MergeTable> mergesWriter;
    private volatile @Nullable String outage;

    /**
     * Connects and resolves what is needed.
     *
     * @throws RegistryException if the registry cannot be reached or refuses
     */
    SchemaAccess(MillraceConfig config) {
        this.config = config;
        this.patience = Duration.ofMillis(config.getLong(MillraceConfigDef.REGISTRY_UNAVAILABLE_MS));
        boolean readsAvro = config.documentsTopics().stream().anyMatch(t -> config.format(t) == DocumentFormat.AVRO);
        boolean writesAvro = config.getClass(MillraceConfigDef.VALUE_SERIALIZER) == null;
        if (readsAvro || writesAvro) {
            SchemaRegistryConfig registryConfig = registryConfig();
            RegistryClient connected = RegistryClient.create(registryConfig);
            client = connected;
            writerSchemas = new WriterSchemas(connected, registryConfig);
            if (writesAvro) {
                tokenWriter = WireFormatWriter.forValues(
                        connected, registryConfig, config.tokensTopic(), TokenRecord.getClassSchema(), patience);
                if (config.mergesDynamically()) {
                    mergesWriter = WireFormatWriter.forValues(
                            connected, registryConfig, config.mergesTopic(), MergeTable.getClassSchema(), patience);
                }
            }
            config.documentsTopics().stream()
                    .filter(topic -> config.format(topic) == DocumentFormat.AVRO)
                    .forEach(topic -> learnWriters(connected, registryConfig, topic));
        }
    }

    /**
     * Most writers use the schema we know: with its id learnt now, their first poll can be a micro-batch. A topic that
     * nobody has written to yet has no schema, and then there is nothing to learn.
     */
    private void learnWriters(RegistryClient registry, SchemaRegistryConfig registryConfig, String topic) {
        Schema schema = RawDocument.getClassSchema();
        String subject = registryConfig.subjectNameStrategy(false).subject(topic, false, schema);
        for (Supplier<RegisteredSchema> question : List.<Supplier<RegisteredSchema>>of(
                () -> registry.latest(subject), () -> registry.lookup(subject, schema))) {
            try {
                resolve(new SchemaReference.Id(question.get().id()));
            } catch (RegistryException | BackendException e) {
                LOG.debug("no writer schema of topic {} is known at start", topic, e);
            }
        }
        outage = null;
    }

    private SchemaRegistryConfig registryConfig() {
        if (!config.originals().containsKey(SchemaRegistryConfig.URL)) {
            throw new ConfigException(SchemaRegistryConfig.URL
                    + " must be set, e.g. to http://localhost:8081, or to mock://NAME for a trial within one process");
        }
        return new SchemaRegistryConfig(config.foreignKeys());
    }

    /** A decoder for the format of {@code topic}. */
    DocumentDecoder decoder(String topic) {
        return switch (config.format(topic)) {
            case AVRO -> new AvroDocumentDecoder(new RawDocumentReader(writerSchemas()));
            case BYTES, TEXT -> new PlainDocumentDecoder();
            case JSON -> new JsonDocumentDecoder();
        };
    }

    /** A new writer of token records. */
    AvroRecordWriter<TokenRecord> newTokenRecordWriter() {
        return writer(tokenWriter, config.tokensTopic());
    }

    /** A new writer of merge tables. */
    AvroRecordWriter<MergeTable> newMergeTableWriter() {
        return writer(mergesWriter, config.mergesTopic());
    }

    private <T extends SpecificRecord> AvroRecordWriter<T> writer(@Nullable WireFormatWriter<T> own, String topic) {
        if (own != null) {
            return AvroRecordWriter.own(own);
        }
        @SuppressWarnings("unchecked") // a serializer of specific records takes any of them
        Serializer<Object> foreign = config.getConfiguredInstance(MillraceConfigDef.VALUE_SERIALIZER, Serializer.class);
        foreign.configure(new HashMap<>(config.foreignKeys()), false);
        return AvroRecordWriter.foreign(topic, foreign);
    }

    /**
     * Asks the registry for a writer's schema, again and again while it is unreachable.
     *
     * @throws BackendException if it stays unreachable; nothing is known about the schema then
     */
    void resolve(SchemaReference reference) {
        try {
            writerSchemas().resolve(reference, patience);
            outage = null;
        } catch (RegistryException e) {
            outage = "the schema registry does not answer for " + reference + ": " + e.getMessage();
            throw new BackendException(outage, e);
        }
    }

    /** Why schemas cannot be had at the moment, or null. */
    @Nullable
    String outage() {
        return outage;
    }

    private WriterSchemas writerSchemas() {
        WriterSchemas known = writerSchemas;
        if (known == null) {
            throw new IllegalStateException("no documents topic has the format avro");
        }
        return known;
    }

    @Override
    public void close() {
        RegistryClient connected = client;
        if (connected != null) {
            connected.close();
        }
    }
}
