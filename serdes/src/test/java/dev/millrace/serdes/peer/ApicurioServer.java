package dev.millrace.serdes.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real Apicurio Registry 3.0.9, in memory, in a process of its own, on a free port of the loopback interface. The
 * process ends with {@link #close}, with this JVM, and if this JVM is killed.
 */
public final class ApicurioServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static @Nullable ApicurioServer shared;

    private final int port;
    private final Path folder;
    private final Process process;

    private ApicurioServer(int port, Path folder, Process process) {
        this.port = port;
        this.folder = folder;
        this.process = process;
    }

    /** One server for all tests of this JVM, started on first use; starting takes 10 to 60 seconds. */
    public static synchronized ApicurioServer shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A server of its own on a free port. */
    public static ApicurioServer start() {
        return start(freePort());
    }

    /** A server of its own on {@code port}, empty: as after an outage that lost everything. */
    public static ApicurioServer start(int port) {
        try {
            Path folder = Files.createTempDirectory("millrace-apicurio-");
            ApicurioServer server = new ApicurioServer(port, folder, launch(port, folder));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitStart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(int port, Path folder) throws IOException {
        Path home = Peers.find("apicurio");
        String classPath = String.join(
                System.getProperty("path.separator"),
                classPathOf(ParentWatch.class),
                home.resolve("*").toString());
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-cp",
                        classPath,
                        ParentWatch.class.getName(),
                        "io.quarkus.runner.GeneratedMain"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static String classPathOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitStart() throws IOException {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest probe = HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                .timeout(Duration.ofSeconds(5))
                .build();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers(http, probe)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String log = Files.readString(folder.resolve("log"));
                close();
                throw new IllegalStateException("Apicurio must start within " + START_LIMIT + ", but did not: " + log);
            }
        }
    }

    private static boolean answers(HttpClient http, HttpRequest probe) {
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            pause();
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What to set {@code schema.registry.url} to. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** Ends the process and removes its folder; a second call does nothing. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
