package dev.millrace.app.kafka;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.MillraceConfigDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The topics that a configuration needs, with settings that suit what is in them. */
public final class TopicPlan {
    /** Room in a record for everything but its content: key, names, labels, headers, framing. */
    private static final int RECORD_OVERHEAD = 64 * 1024;

    private static final int BROKER_MAX_MESSAGE = 1024 * 1024 + 12;
    private static final int REJECTED_DAYS = 30;

    private TopicPlan() {}

    /**
     * A topic to be.
     *
     * @param settings topic configuration beyond the broker's defaults
     */
    record PlannedTopic(String name, Map<String, String> settings) {}

    /** The topics of {@code config}: documents first, then what comes out. */
    static List<PlannedTopic> of(MillraceConfig config) {
        List<PlannedTopic> topics = new ArrayList<>();
        for (String name : config.documentsTopics()) {
            topics.add(topic(name, largestDocument(config), Map.of()));
        }
        long largest = largestRequestOfStreams(config);
        topics.add(topic(config.tokensTopic(), largest, Map.of(TopicConfig.COMPRESSION_TYPE_CONFIG, "zstd")));
        // A table is needed as long as any token record that names it: keyed by content, it is kept for good.
        topics.add(topic(
                config.mergesTopic(),
                largest,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        "zstd")));
        for (String rejected : config.rejectedTopics()) {
            topics.add(topic(
                    rejected,
                    largest,
                    Map.of(
                            TopicConfig.RETENTION_MS_CONFIG,
                            String.valueOf(TimeUnit.DAYS.toMillis(REJECTED_DAYS)),
                            TopicConfig.COMPRESSION_TYPE_CONFIG,
                            "zstd")));
        }
        return topics;
    }

    /**
     * Creates the topics of {@code config} that are missing, with one replica.
     *
     * @throws CommandFailure if the cluster refuses
     */
    public static void createMissing(MillraceConfig config, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(ClientProperties.admin(config))) {
            TopicsCommand.reconcile(admin, of(config), true, partitions, Optional.of((short) 1));
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    "topics cannot be created: " + Reasons.of(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    /** A limit of a producer's requests that lets every permitted document through. */
    static int requestSize(MillraceConfig config) {
        return (int) Math.min(
                Integer.MAX_VALUE,
                Math.max(BROKER_MAX_MESSAGE, Math.max(largestDocument(config), largestRequestOfStreams(config))));
    }

    private static long largestDocument(MillraceConfig config) {
        return (long) config.getInt(MillraceConfigDef.DOCUMENT_MAX_BYTES) + RECORD_OVERHEAD;
    }

    /** What the topology's own producer may send; its start-up demands that the topics take it. */
    private static long largestRequestOfStreams(MillraceConfig config) {
        Map<String, Object> keys = config.foreignKeys();
        Object set = keys.getOrDefault(
                StreamsConfig.PRODUCER_PREFIX + ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                keys.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG));
        return set == null ? 0 : Long.parseLong(set.toString().strip());
    }

    private static PlannedTopic topic(String name, long maxMessage, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        if (maxMessage > BROKER_MAX_MESSAGE) {
            all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Math.min(Integer.MAX_VALUE, maxMessage)));
        }
        return new PlannedTopic(name, all);
    }
}
