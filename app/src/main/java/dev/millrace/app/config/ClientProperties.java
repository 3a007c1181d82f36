package dev.millrace.app.config;

import dev.millrace.app.console.UsageException;
import dev.millrace.topology.MillraceConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What one of Kafka's clients gets of a configuration that is written for Kafka Streams: keys without a prefix that this
 * client knows or that no client knows, and over them those with its own prefix.
 */
public final class ClientProperties {
    private static final List<String> PREFIXES = List.of(
            StreamsConfig.ADMIN_CLIENT_PREFIX,
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX);

    private static final Set<String> KAFKA_KEYS = kafkaKeys();

    private ClientProperties() {}

    private static Set<String> kafkaKeys() {
        Set<String> keys = new HashSet<>(StreamsConfig.configDef().names());
        keys.addAll(AdminClientConfig.configNames());
        keys.addAll(ConsumerConfig.configNames());
        keys.addAll(ProducerConfig.configNames());
        return keys;
    }

    /** For an {@code Admin}. */
    public static Map<String, Object> admin(MillraceConfig config) {
        return properties(config, AdminClientConfig.configNames(), StreamsConfig.ADMIN_CLIENT_PREFIX);
    }

    /** For a consumer. */
    public static Map<String, Object> consumer(MillraceConfig config) {
        return properties(config, ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX);
    }

    /** For a producer. */
    public static Map<String, Object> producer(MillraceConfig config) {
        return properties(config, ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX);
    }

    private static Map<String, Object> properties(MillraceConfig config, Set<String> names, String prefix) {
        Map<String, Object> properties = new HashMap<>();
        Map<String, Object> foreign = config.foreignKeys();
        if (!foreign.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new UsageException("configuration: bootstrap.servers must be set, for example with "
                    + "--set bootstrap.servers=localhost:9092");
        }
        foreign.forEach((key, value) -> {
            boolean forStreams = KAFKA_KEYS.contains(key) || PREFIXES.stream().anyMatch(key::startsWith);
            if (names.contains(key) || !forStreams) {
                properties.put(key, value);
            }
        });
        foreign.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                properties.put(key.substring(prefix.length()), value);
            }
        });
        return properties;
    }
}
