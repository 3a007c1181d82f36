package dev.millrace.it.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** One instance of the application through all its lives. */
final class Instance {
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final String name;
    private final Properties properties;
    private final List<ChildJvm> lives = new ArrayList<>();

    Instance(String name, Properties properties) {
        this.name = name;
        this.properties = properties;
    }

    void start() {
        lives.add(StreamsChild.start(name + "-" + lives.size(), JVM_OPTIONS, properties));
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
