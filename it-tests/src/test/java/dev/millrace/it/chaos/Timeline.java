package dev.millrace.it.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What a run did and when, as a file beside the logs of its child JVMs: the first thing to read when it failed. */
final class Timeline implements AutoCloseable {
    private final long start = System.nanoTime();
    private final PrintWriter out;

    Timeline(String name) {
        try {
            Path file = Files.createDirectories(ChildJvm.LOGS).resolve(name + "-timeline.log");
            out = new PrintWriter(Files.newBufferedWriter(file, UTF_8), true);
        } catch (IOException e) {
            throw new UncheckedIOException("could not write the timeline of " + name, e);
        }
    }

    void add(String event) {
        out.printf("%7.2f s  %s%n", elapsed().toMillis() / 1000.0, event);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        out.close();
    }
}
