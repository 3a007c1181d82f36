package dev.millrace.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace run} as a process of its own, for what only a process has: signals and an exit code. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("HTTP on port (\\d+)");
    private static final int PATIENCE_SECONDS = 120;

    private final Process process;
    private final Path log;

    private ServiceProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static ServiceProcess start(Path config) throws IOException {
        Path log = Path.of(config + ".log");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        "dev.millrace.app.MillraceCommand",
                        "run",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ServiceProcess(process, log);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Asks until it is ready. */
    void awaitReady() throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        while (!get("/health/ready").equals("ready\n")) {
            assertThat(process.isAlive()).as(log()).isTrue();
            assertThat(Instant.now()).as(log()).isBefore(end);
            Thread.sleep(100);
        }
    }

    /** The body of an answer; empty while the server is not there. */
    String get(String path) throws IOException, InterruptedException {
        Matcher port = PORT.matcher(log());
        if (!port.find()) {
            return "";
        }
        URI uri = URI.create("http://127.0.0.1:" + port.group(1) + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    /** Sends SIGTERM and returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    /** Sends SIGKILL and waits until the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** The time of the first line of the log that contains {@code text}. */
    Instant timeOf(String text) throws IOException {
        String line = log().lines().filter(l -> l.contains(text)).findFirst().orElseThrow();
        return Instant.parse(line.split(" ", 2)[0]);
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
