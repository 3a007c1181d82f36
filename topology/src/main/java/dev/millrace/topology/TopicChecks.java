package dev.millrace.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

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
     * @throws ConfigException naming the topics, the rule and the actual value
     * @throws BackendException if the cluster does not answer or refuses to, or the wait is interrupted
     */
    void verify(Admin admin) {
        List<String> missing = new ArrayList<>(config.documentsTopics());
        missing.add(config.tokensTopic());
        missing.addAll(config.rejectedTopics());
        if (config.mergesDynamically()) {
            missing.add(config.mergesTopic());
        }
        missing.removeAll(answer(admin.listTopics().names()));
        if (!missing.isEmpty()) {
            throw new ConfigException("topics " + String.join(", ", missing)
                    + " must exist, but do not; 'millrace topics --create' creates what is missing");
        }
        takesLargestRecord(admin, config.tokensTopic());
        config.rejectedTopics().forEach(topic -> takesLargestRecord(admin, topic));
        if (config.mergesDynamically()) {
            takesLargestRecord(admin, config.mergesTopic());
        }
    }

    private void takesLargestRecord(Admin admin, String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config actual = answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
        ConfigEntry limit = actual == null ? null : actual.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (limit != null && Long.parseLong(limit.value()) < maxRecordBytes) {
            throw new ConfigException("topic " + topic + " must have max.message.bytes of at least max.request.size, "
                    + maxRecordBytes + ", but has " + limit.value());
        }
    }

    private static <T> T answer(KafkaFuture<T> question) {
        try {
            return question.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new BackendException(
                    "the cluster must describe its topics within " + TIMEOUT_SECONDS + " s, but did not answer", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BackendException("the cluster must describe its topics, but does not: " + cause, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendException("interrupted while asking for topics", e);
        }
    }
}
