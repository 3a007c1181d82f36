package dev.millrace.topology;

import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.RegistryException;
import dev.millrace.serdes.SchemaReference;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.BatchEncoders;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the topology works with: tokenizers loaded and tested, encoders running, schema ids resolved, limits checked. All
 * that can fail fails here, before {@code KafkaStreams.start()}.
 *
 * <pre>{@code
 * try (TokenizationRuntime runtime = TokenizationRuntime.create(config, meterRegistry)) {
 *     KafkaStreams streams = new KafkaStreams(TokenizationTopology.build(runtime), runtime.streamsProperties());
 *     streams.setUncaughtExceptionHandler(runtime.uncaughtExceptionHandler());
 *     streams.start();
 *     ...
 * }
 * }</pre>
 *
 * In another application's topology: {@link #configure} the application's properties and {@link
 * TokenizationTopology#addTo} its topology.
 *
 * <p><b>Thread safety:</b> shared by all threads of one {@code KafkaStreams}; any number can live in one JVM. Close it
 * after the {@code KafkaStreams}.
 */
public final class TokenizationRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizationRuntime.class);

    private final MillraceConfig config;
    private final StartupChecks checks;
    private final SchemaAccess schemas;
    private final Map<String, Lane> lanes;
    private final MemoryBudget budget;
    private final RuntimeMeters meters;
    private final DocumentReader reader;
    private final @Nullable TopicRedaction redaction;

    private TokenizationRuntime(MillraceConfig config, MeterRegistry registry, BatchEncoderProvider backend) {
        this.config = config;
        Map<String, Object> properties = new HashMap<>(config.foreignKeys());
        StreamsSettings.applyDefaults(properties);
        this.checks = new StartupChecks(config, properties);
        checks.segmentsFit();
        checks.waitsFit();
        this.budget = new MemoryBudget(config.batchMemoryBytes());
        this.meters = new RuntimeMeters(registry, budget);
        this.schemas = new SchemaAccess(config);
        try {
            this.lanes = new Lanes(config, checks, registry, backend).open();
        } catch (RuntimeException e) {
            schemas.close();
            throw e;
        }
        Map<String, DocumentDecoder> decoders = new HashMap<>();
        config.documentsTopics().forEach(topic -> decoders.put(topic, schemas.decoder(topic)));
        this.redaction = redaction(config, registry);
        this.reader = new DocumentReader(
                decoders, new Routing(config, lanes), config.getInt(MillraceConfigDef.DOCUMENT_MAX_BYTES), redaction);
    }

    private static @Nullable TopicRedaction redaction(MillraceConfig config, MeterRegistry registry) {
        RedactionPolicy policy = config.redactionPolicy();
        return policy == null
                ? null
                : new TopicRedaction(config.redactedTopics(), policy, config.encoderThreads(), registry);
    }

    /**
     * Loads and tests the tokenizers, starts their encoders and asks the registry for the ids of our schemas.
     *
     * @throws org.apache.kafka.common.config.ConfigException if limits do not fit each other
     * @throws dev.millrace.tokenizer.TokenizerLoadException if a tokenizer cannot be loaded
     * @throws RegistryException if the schema registry does not answer or refuses
     * @throws IllegalStateException if the backend asked for is not available, fails its self-test or is too slow
     */
    public static TokenizationRuntime create(MillraceConfig config, MeterRegistry registry) {
        BatchEncoders.Choice choice = config.recordSpans()
                ? new BatchEncoders.Choice(
                        BatchEncoders.choose("cpu").provider(), "Encoding on the CPU: millrace.record.spans is true.")
                : BatchEncoders.choose(config.getString(MillraceConfigDef.ENCODER_BACKEND), config.backendSettings());
        LOG.info("{}", choice.reason());
        return create(config, registry, choice.provider());
    }

    /** As above, with a given backend whatever {@code millrace.encoder.backend} says. */
    public static TokenizationRuntime create(
            MillraceConfig config, MeterRegistry registry, BatchEncoderProvider backend) {
        return new TokenizationRuntime(config, registry, backend);
    }

    /** The configuration it was made of. */
    public MillraceConfig config() {
        return config;
    }

    /** Properties for {@code KafkaStreams}: the configuration's Kafka keys, and what {@link #configure} adds. */
    public Properties streamsProperties() {
        Properties properties = new Properties();
        properties.putAll(config.foreignKeys());
        configure(properties);
        return properties;
    }

    /**
     * Adds to an application's properties what the tokenization needs: the interceptor that makes polls micro-batches
     * (after the application's own), exactly-once with suitable time-outs, fetch and producer sizes, exception handlers.
     * Values that are set already stay.
     */
    public void configure(Map<Object, Object> properties) {
        Map<String, Object> settings = StreamsSettings.copyOf(properties);
        StreamsSettings.apply(settings, this);
        properties.putAll(settings);
    }

    /**
     * Checks that every topic of the configuration exists and that those we write to take our largest record.
     *
     * @throws org.apache.kafka.common.config.ConfigException naming the topic, the rule and the actual value
     * @throws BackendException if the cluster does not answer
     */
    public void verifyTopics(Admin admin) {
        new TopicChecks(config, checks.maxRecordBytes()).verify(admin);
    }

    /**
     * What to do when a stream thread dies: if the encoder, the registry or the broker was at fault, a new thread reads
     * its uncommitted records again after a pause; anything else stops the client.
     */
    public StreamsUncaughtExceptionHandler uncaughtExceptionHandler() {
        return new ThreadReplacement();
    }

    /** Why this instance should get no traffic now, in one sentence, or empty if it should. */
    public Optional<String> notReady() {
        String outage = schemas.outage();
        if (outage != null) {
            return Optional.of(outage);
        }
        double ratio = meters.ratio.value();
        double limit = config.getDouble(MillraceConfigDef.INLINE_RATIO_MAX);
        if (ratio > limit) {
            return Optional.of(String.format(
                    "at most %.1f %% of documents may be encoded inline (millrace.inline.ratio.max), but %.1f %% are",
                    100 * limit, 100 * ratio));
        }
        return Optional.empty();
    }

    /** Names of the configured tokenizers. */
    public Set<String> tokenizerNames() {
        return lanes.keySet();
    }

    MicroBatcher newMicroBatcher() {
        return new MicroBatcher(
                reader,
                budget,
                config.getInt(MillraceConfigDef.BATCH_MAX_BYTES),
                config.getInt(MillraceConfigDef.BATCH_INFLIGHT));
    }

    Deserializer<IncomingRecord> documentDeserializer() {
        return new DocumentDeserializer(reader);
    }

    /** Reads a record again once its writer's schema is known; blocks while the registry is unreachable. */
    IncomingRecord readAfterResolving(SchemaReference schema, String topic, Headers headers, IncomingRecord record) {
        schemas.resolve(schema);
        return reader.read(topic, headers, record.value());
    }

    TokenRecords newTokenRecords() {
        return new TokenRecords(config.getInt(MillraceConfigDef.RECORD_MAX_TOKENS), config.idsAsArray());
    }

    AvroRecordWriter<TokenRecord> newTokenRecordWriter() {
        return schemas.newTokenRecordWriter();
    }

    AvroRecordWriter<MergeTable> newMergeTableWriter() {
        return schemas.newMergeTableWriter();
    }

    RejectedRecords rejectedRecords() {
        return new RejectedRecords(checks.maxRecordBytes());
    }

    int maxRecordBytes() {
        return checks.maxRecordBytes();
    }

    long batchTimeoutMs() {
        return config.getLong(MillraceConfigDef.BATCH_TIMEOUT_MS);
    }

    /** A wait this long is worth a commit: a tenth of a transaction. */
    long longWaitNanos() {
        return checks.transactionTimeoutMs() * 100_000L;
    }

    RuntimeMeters meters() {
        return meters;
    }

    @Override
    public void close() {
        if (redaction != null) {
            redaction.close();
        }
        lanes.values().forEach(lane -> lane.encoder().close());
        schemas.close();
    }
}
