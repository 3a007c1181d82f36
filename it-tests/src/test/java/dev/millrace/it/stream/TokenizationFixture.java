package dev.millrace.it.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.GroupOffsets;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.schemas.MergeTable;
import dev.millrace.schemas.RawDocument;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.TokenizationRuntime;
import dev.millrace.topology.TokenizationTopology;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A tokenization in this JVM with topics of its own: documents topics as configured, one tokens topic, one rejected
 * topic. Set what differs from the defaults, produce, start, wait until it is drained, look.
 */
public final class TokenizationFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static {
        // A stream thread may die and be replaced while a test waits for something else.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private final TestCluster cluster;
    private final String name;
    private final List<String> documents;
    private final int partitions;
    private final Map<String, String> settings = new HashMap<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable TokenizationRuntime runtime;
    private @Nullable KafkaStreams streams;

    /** One documents topic with {@code partitions} partitions. */
    public TokenizationFixture(TestCluster cluster, String name, StubRegistry registry, int partitions) {
        this(cluster, name, registry, partitions, List.of(name + "-documents"));
    }

    /** Several documents topics. */
    public TokenizationFixture(
            TestCluster cluster, String name, StubRegistry registry, int partitions, List<String> documents) {
        this.cluster = cluster;
        this.name = name;
        this.documents = documents;
        this.partitions = partitions;
        for (String topic : documents) {
            cluster.createTopic(topic, partitions, Map.of());
            registry.register(topic + "-value", RawDocument.getClassSchema().toString());
        }
        cluster.createTopic(tokensTopic(), partitions, Map.of());
        cluster.createTopic(rejectedTopic(), 1, Map.of());
        cluster.createTopic(mergesTopic(), 1, Map.of());
        settings.put("bootstrap.servers", cluster.bootstrapServers());
        settings.put("application.id", name);
        settings.put("auto.offset.reset", "earliest");
        settings.put("commit.interval.ms", "200");
        // A thread that is replaced leaves its membership behind until this runs out.
        settings.put("session.timeout.ms", "3000");
        settings.put("heartbeat.interval.ms", "500");
        settings.put("schema.registry.url", registry.url());
        settings.put("millrace.documents.topics", String.join(",", documents));
        settings.put("millrace.tokens.topic", tokensTopic());
        settings.put("millrace.rejected.topic", rejectedTopic());
        settings.put("millrace.merges.topic", mergesTopic());
        settings.put("millrace.encoder.backend", "cpu");
    }

    /** Sets a property before it starts. */
    public TokenizationFixture set(String key, Object value) {
        settings.put(key, value.toString());
        return this;
    }

    /** The properties so far. */
    public Map<String, String> settings() {
        return settings;
    }

    /** The first documents topic. */
    public String documentsTopic() {
        return documents.get(0);
    }

    /** The tokens topic. */
    public String tokensTopic() {
        return name + "-tokens";
    }

    /** The topic of merge tables. */
    public String mergesTopic() {
        return name + "-merges";
    }

    /** The rejected topic. */
    public String rejectedTopic() {
        return name + "-rejected";
    }

    /** Starts it and waits until it runs. */
    public void start() {
        start(null);
    }

    /** Starts it on a given backend and waits until it runs. */
    public void start(@Nullable BatchEncoderProvider backend) {
        MillraceConfig config = new MillraceConfig(settings);
        TokenizationRuntime created = backend == null
                ? TokenizationRuntime.create(config, meters)
                : TokenizationRuntime.create(config, meters, backend);
        runtime = created;
        KafkaStreams started = new KafkaStreams(TokenizationTopology.build(created), created.streamsProperties());
        streams = started;
        started.setUncaughtExceptionHandler(created.uncaughtExceptionHandler());
        started.start();
        Awaitility.await(name + " runs").atMost(PATIENCE).until(() -> started.state() == KafkaStreams.State.RUNNING);
    }

    /** Waits until the committed offsets of all documents topics are their log ends. */
    public void awaitDrained() {
        Awaitility.await("committed offsets of " + name + " reach the log ends")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    for (String topic : documents) {
                        assertThat(GroupOffsets.committed(cluster.admin(), name, topic))
                                .isEqualTo(logEnds(topic));
                    }
                });
    }

    /** Log ends of the partitions that have records. */
    private Map<TopicPartition, Long> logEnds(String topic) {
        Map<TopicPartition, Long> ends = CommittedRecords.logEnds(cluster.admin(), topic, partitions);
        ends.values().removeIf(end -> end == 0);
        return ends;
    }

    /** Number of stream threads alive, as Streams' metric {@code alive-stream-threads} says. */
    public int aliveThreads() {
        return started().metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("alive-stream-threads"))
                .map(metric -> (Integer) metric.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }

    /** Why it is not ready. */
    public Optional<String> notReady() {
        if (runtime == null) {
            throw new IllegalStateException(name + " must be started first");
        }
        return runtime.notReady();
    }

    /** Its streams. */
    public KafkaStreams started() {
        if (streams == null) {
            throw new IllegalStateException(name + " must be started first");
        }
        return streams;
    }

    /** Sum of a counter over all its tags. */
    public double count(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The committed token records; each partition's in offset order. */
    public List<TokenRecord> tokens() {
        return CommittedRecords.readAll(cluster.bootstrapServers(), tokensTopic()).stream()
                .map(record -> Wire.tokens(record.value()))
                .toList();
    }

    /** The committed merge tables by id. */
    public Map<String, MergeTable> mergeTables() {
        Map<String, MergeTable> tables = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                CommittedRecords.readAll(cluster.bootstrapServers(), mergesTopic())) {
            tables.put(new String(record.key(), UTF_8), Wire.mergeTable(record.value()));
        }
        return tables;
    }

    /** The committed records of the rejected topic. */
    public List<ConsumerRecord<byte[], byte[]>> rejected() {
        return CommittedRecords.readAll(cluster.bootstrapServers(), rejectedTopic());
    }

    /** Closes the streams in good order; what was written stays readable. */
    @Override
    public void close() {
        if (streams != null) {
            streams.close(Duration.ofSeconds(30));
        }
        if (runtime != null) {
            runtime.close();
        }
    }
}
