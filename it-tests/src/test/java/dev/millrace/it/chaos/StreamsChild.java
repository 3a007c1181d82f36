package dev.millrace.it.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Main class of a child JVM that runs one {@link StreamsApp}. It prints {@code PROCESS <id>} (the process id in its
 * transactional ids) and {@code STATE <state>} on each change of state; SIGTERM closes the streams in good order.
 */
public final class StreamsChild {
    /** Key of the property that names the class of the {@link StreamsApp}. */
    public static final String APP = "it.app";

    private StreamsChild() {}

    /** Starts a child JVM that runs the application described by {@code properties}. */
    public static ChildJvm start(String name, List<String> jvmOptions, Properties properties) {
        return start(name, jvmOptions, properties, Map.of());
    }

    /** As above, with more variables in its environment. */
    public static ChildJvm start(
            String name, List<String> jvmOptions, Properties properties, Map<String, String> environment) {
        try {
            Path file = Files.createTempFile(name + "-", ".properties");
            file.toFile().deleteOnExit();
            try (Writer writer = Files.newBufferedWriter(file, UTF_8)) {
                properties.store(writer, null);
            }
            return ChildJvm.start(name, StreamsChild.class, jvmOptions, List.of(file.toString()), environment);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the properties of " + name, e);
        }
    }

    /** Runs the application described by the properties file {@code arguments[0]}. */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]), UTF_8)) {
            properties.load(reader);
        }
        dieWithParent(System.in);
        PrintStream out = System.out;
        StreamsApp app = Class.forName(properties.getProperty(APP))
                .asSubclass(StreamsApp.class)
                .getDeclaredConstructor()
                .newInstance();
        KafkaStreams streams = app.create(properties);
        streams.setStateListener((now, before) -> out.println("STATE " + now));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(Duration.ofSeconds(60)), "close-streams"));
        streams.start();
        String clientId = streams.metadataForLocalThreads().iterator().next().consumerClientId();
        out.println("PROCESS " + processId(clientId, properties.getProperty("application.id")));
    }

    /** Client ids read {@code applicationId-processId-StreamThread-n-consumer}. */
    private static String processId(String clientId, String applicationId) {
        return clientId.substring(applicationId.length() + 1, clientId.indexOf("-StreamThread-"));
    }

    private static void dieWithParent(InputStream in) {
        Thread watcher = new Thread(
                () -> {
                    try {
                        in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // A broken pipe says the same as its end: the parent is gone.
                    }
                    Runtime.getRuntime().halt(99);
                },
                "watch-parent");
        watcher.setDaemon(true);
        watcher.start();
    }
}
