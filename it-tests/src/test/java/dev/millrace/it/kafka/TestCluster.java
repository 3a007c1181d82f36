package dev.millrace.it.kafka;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;

/** Real brokers with settings that make failures show within seconds rather than minutes. */
public interface TestCluster extends AutoCloseable {

    /** Where clients connect. */
    String bootstrapServers();

    /** An admin client of the cluster's own; do not close it. */
    Admin admin();

    /** Node ids of the brokers. */
    List<Integer> brokerIds();

    /**
     * Stops one broker and starts it again; returns when it serves again.
     *
     * @throws UnsupportedOperationException if this kind of cluster cannot
     */
    void bounce(int brokerId);

    @Override
    void close();

    /** Names of all topics, internal ones too. */
    default Set<String> topics() {
        return Answer.of(
                admin().listTopics(new ListTopicsOptions().listInternal(true)).names(), "list the topics");
    }

    /** Creates a topic on as many brokers as there are, up to three. */
    default void createTopic(String name, int partitions, Map<String, String> settings) {
        short replicas = (short) Math.min(3, brokerIds().size());
        NewTopic topic = new NewTopic(name, partitions, replicas).configs(settings);
        Answer.of(admin().createTopics(List.of(topic)).all(), "create topic " + name);
    }
}
