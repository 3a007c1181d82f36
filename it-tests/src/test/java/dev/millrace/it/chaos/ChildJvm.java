package dev.millrace.it.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own with this test's class path. What it prints to standard output is kept as lines; standard error
 * goes to a log file under {@code target/it-logs}. When this JVM dies, the child sees the end of its standard input
 * (see {@link StreamsChild}) and dies too.
 */
public final class ChildJvm implements AutoCloseable {
    /** Where logs of child JVMs go. */
    static final Path LOGS = Path.of("target", "it-logs");

    private final String name;
    private final Process process;
    private final Path log;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.reader = new Thread(this::read, "read-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code mainClass} with {@code jvmOptions}; {@code name} names it in messages and the log file. */
    public static ChildJvm start(String name, Class<?> mainClass, List<String> jvmOptions, List<String> arguments) {
        return start(name, mainClass, jvmOptions, arguments, Map.of());
    }

    /** As above, with more variables in its environment. */
    static ChildJvm start(
            String name,
            Class<?> mainClass,
            List<String> jvmOptions,
            List<String> arguments,
            Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-Dorg.slf4j.simpleLogger.logFile=System.err");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass.getName());
        command.addAll(arguments);
        try {
            Path log = Files.createDirectories(LOGS).resolve(name + ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile()));
            builder.environment().putAll(environment);
            return new ChildJvm(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("could not start the child JVM " + name, e);
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What it has printed so far. */
    public List<String> lines() {
        return lines;
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing of it runs any more when this returns. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, then waits for its orderly end and returns its exit status (143 when nothing else went wrong). */
    public int stop() {
        // Process.destroy would close the child's standard input as well, which tells it that its parent is gone.
        process.toHandle().destroy();
        return await();
    }

    /** Where its log is. */
    public Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /** Waits for its end, at most two minutes, and returns its exit status. */
    public int await() {
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("child JVM " + name + " did not end within two minutes; see " + log);
            }
            reader.join(TimeUnit.SECONDS.toMillis(10));
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while child JVM " + name + " ended", e);
        }
    }

    private void read() {
        try (BufferedReader output = process.inputReader(UTF_8)) {
            for (String line; (line = output.readLine()) != null; ) {
                lines.add(line);
            }
        } catch (IOException e) {
            // The stream of a killed process may break rather than end; what was read so far counts.
            lines.add("(output broke off: " + e.getMessage() + ")");
        }
    }
}
