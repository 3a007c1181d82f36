package dev.millrace.it.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** One instance of the application through all its lives. */
final class Instance {
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final String name;
    private final Path properties;
    private final List<ChildJvm> lives = new ArrayList<>();

    Instance(String name, Properties properties) {
        this.name = name;
        try {
            this.properties = Files.createTempFile(name + "-", ".properties");
            this.properties.toFile().deleteOnExit();
            try (Writer writer = Files.newBufferedWriter(this.properties, UTF_8)) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the properties of " + name, e);
        }
    }

    void start() {
        lives.add(ChildJvm.start(
                name + "-" + lives.size(), StreamsChild.class, JVM_OPTIONS, List.of(properties.toString())));
    }

    ChildJvm current() {
        return lives.get(lives.size() - 1);
    }

    boolean isRunning() {
        return current().isAlive() && last("STATE ").equals(Optional.of("RUNNING"));
    }

    /** The process id in its transactional ids, once it has told. */
    Optional<String> processId() {
        return last("PROCESS ");
    }

    /** How often all its lives reported a rebalance. */
    int rebalances() {
        return (int) lives.stream()
                .flatMap(life -> life.lines().stream())
                .filter(line -> line.equals("STATE REBALANCING"))
                .count();
    }

    private Optional<String> last(String prefix) {
        return current().lines().stream()
                .filter(line -> line.startsWith(prefix))
                .reduce((earlier, later) -> later)
                .map(line -> line.substring(prefix.length()));
    }
}
