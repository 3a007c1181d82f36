package dev.millrace.it.kafka;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;

/** Brokers inside the test's own JVM. */
final class EmbeddedCluster implements TestCluster {
    private final KafkaClusterTestKit kit;
    private final Admin admin;

    /** Starts {@code brokers} brokers; with more than one, the controller is a node apart so that brokers can bounce. */
    EmbeddedCluster(int brokers) {
        TestKitNodes nodes = new TestKitNodes.Builder()
                .setCombined(brokers == 1)
                .setNumControllerNodes(1)
                .setNumBrokerNodes(brokers)
                .build();
        KafkaClusterTestKit.Builder builder = new KafkaClusterTestKit.Builder(nodes);
        settings(Math.min(3, brokers)).forEach(builder::setConfigProp);
        try {
            kit = builder.build();
            kit.format();
            kit.startup();
            kit.waitForReadyBrokers();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded cluster did not start", e);
        }
        admin = kit.admin();
    }

    /** Broker settings: one source for every kind of test cluster. */
    static Map<String, String> settings(int replicas) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("offsets.topic.replication.factor", Integer.toString(replicas));
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", Integer.toString(replicas));
        settings.put("transaction.state.log.min.isr", Integer.toString(Math.max(1, replicas - 1)));
        settings.put("min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)));
        // A killed member must be missed within seconds, and its transaction ended soon after its time-out.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.initial.rebalance.delay.ms", "0");
        settings.put("group.streams.min.session.timeout.ms", "1000");
        settings.put("group.streams.session.timeout.ms", "3000");
        settings.put("group.streams.min.heartbeat.interval.ms", "500");
        settings.put("group.streams.heartbeat.interval.ms", "500");
        // The largest record that any test sends is 64 MB.
        settings.put("message.max.bytes", Integer.toString(80 << 20));
        settings.put("replica.fetch.max.bytes", Integer.toString(80 << 20));
        settings.put("socket.request.max.bytes", Integer.toString(100 << 20));
        return settings;
    }

    @Override
    public String bootstrapServers() {
        return kit.bootstrapServers();
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public List<Integer> brokerIds() {
        return new ArrayList<>(kit.brokers().keySet());
    }

    @Override
    public void bounce(int brokerId) {
        BrokerServer broker = kit.brokers().get(brokerId);
        if (broker == null) {
            throw new IllegalArgumentException("a broker id must be one of " + brokerIds() + ", got " + brokerId);
        }
        broker.shutdown();
        broker.awaitShutdown();
        broker.startup();
    }

    @Override
    public void close() {
        admin.close();
        try {
            kit.close();
        } catch (Exception e) {
            throw new IllegalStateException("the embedded cluster did not stop", e);
        }
    }
}
