package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A child JVM with this program's class path; its CPU time is the kernel's count for the process. */
final class BenchJvm implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    BenchJvm(Class<?> mainClass, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms2g",
                "-Xmx2g",
                "-XX:+UseParallelGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        reader = new Thread(() -> process.inputReader(UTF_8).lines().forEach(lines::add), "read-child");
        reader.start();
    }

    /** CPU time of all its threads so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end, waits, and returns what it printed. */
    List<String> finish() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
        reader.join();
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
