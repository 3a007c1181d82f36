package dev.millrace.it.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** One broker in a container of the Kafka project's own image. */
final class ContainerCluster implements TestCluster {
    private static final String IMAGE = "apache/kafka:4.3.1";

    private final KafkaContainer container;
    private final Admin admin;

    ContainerCluster() {
        container = new KafkaContainer(IMAGE);
        EmbeddedCluster.settings(1).forEach((key, value) -> container.withEnv(variable(key), value));
        container.start();
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    /** Whether a Docker engine can be reached. */
    static boolean isPossible() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    /** The image takes broker settings from its environment. */
    private static String variable(String key) {
        return "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public List<Integer> brokerIds() {
        return List.of(1);
    }

    @Override
    public void bounce(int brokerId) {
        throw new UnsupportedOperationException("a container that starts again has another port");
    }

    @Override
    public void close() {
        admin.close();
        container.stop();
    }
}
