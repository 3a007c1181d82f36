package dev.millrace.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * One real Kafka broker with its own KRaft controller, inside this process, on free ports of the loopback interface.
 * It is the same server that {@code kafka-server-start.sh} starts, so that what works against it works against a
 * cluster.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Formats {@code folder} if it is new, starts the broker on it and returns when it serves.
     *
     * @throws IOException if the folder cannot be written or formatted
     */
    public static EmbeddedBroker start(Path folder) throws IOException {
        // Both at once, so that the two numbers differ; another process can take them before the broker does, and
        // then it fails with that reason.
        int brokerPort;
        int controllerPort;
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket first = new ServerSocket(0, 1, loopback);
                ServerSocket second = new ServerSocket(0, 1, loopback)) {
            brokerPort = first.getLocalPort();
            controllerPort = second.getLocalPort();
        }
        Map<String, String> settings = settings(folder, brokerPort, controllerPort);
        if (!Files.exists(folder.resolve("log").resolve("meta.properties"))) {
            format(folder, settings);
        }
        Properties properties = new Properties();
        properties.putAll(settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new EmbeddedBroker(server, "127.0.0.1:" + brokerPort);
    }

    private static Map<String, String> settings(Path folder, int brokerPort, int controllerPort) {
        Map<String, String> settings = new TreeMap<>();
        String broker = "PLAINTEXT://127.0.0.1:" + brokerPort;
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", broker);
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        settings.put("log.dirs", folder.resolve("log").toString());
        for (String topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("socket.request.max.bytes", String.valueOf(512 << 20)); // a document is one request
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.cleaner.dedupe.buffer.size", "2097152"); // the default of 128 MiB is for a server
        return settings;
    }

    private static void format(Path folder, Map<String, String> settings) throws IOException {
        Path file = folder.resolve("server.properties");
        Files.createDirectories(folder);
        Properties properties = new Properties();
        properties.putAll(settings);
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] arguments = {"format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()};
        int code = StorageTool.execute(arguments, new PrintStream(said, true, UTF_8));
        if (code != 0) {
            throw new IOException("the broker's folder " + folder + " could not be formatted: "
                    + said.toString(UTF_8).strip());
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops the broker and waits for it. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
