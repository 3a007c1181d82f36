package dev.millrace.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Compares the topics of a cluster with the limits of a configuration. A broker that refuses in mid-stream what we were
 * allowed to send would stop the stream for good.
 */
final class TopicChecks {
    private static final long TIMEOUT_SECONDS = 30;

    private final MillraceConfig config;
    private final int maxRecordBytes;

    /** {@code maxRecordBytes}: the largest record that the producer may send. */
    TopicChecks(MillraceConfig config, int maxRecordBytes) {
        this.config = config;
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * Checks that every topic exists and that those we write to take our largest record.
     *
     * @throws ConfigException naming the topic, the rule and the actual value
     */
    void verify(Admin admin) {
        List<String> outputs = List.of(config.tokensTopic(), config.rejectedTopic());
        List<String> all = new ArrayList<>(config.documentsTopics());
        all.addAll(outputs);
        for (String topic : all) {
            Config actual = describe(admin, topic);
            ConfigEntry limit = actual.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            if (outputs.contains(topic) && limit != null && Long.parseLong(limit.value()) < maxRecordBytes) {
                throw new ConfigException(
                        "topic " + topic + " must have max.message.bytes of at least max.request.size, "
                                + maxRecordBytes + ", but has " + limit.value());
            }
        }
    }

    private static Config describe(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Map<ConfigResource, Config> configs =
                    admin.describeConfigs(List.of(resource)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return configs.getOrDefault(resource, new Config(List.of()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new ConfigException(
                        "topic " + topic + " must exist, but does not: `millrace topics --create` creates it");
            }
            throw new BackendException("the broker must describe topic " + topic + ", but: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BackendException("the broker must answer within " + TIMEOUT_SECONDS + " s, but did not", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendException("interrupted while asking for topic " + topic, e);
        }
    }
}
