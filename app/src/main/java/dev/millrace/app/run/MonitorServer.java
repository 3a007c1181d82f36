package dev.millrace.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * HTTP for machines: {@code /health/live} and {@code /health/ready} answer 200, or 503 with the reason; {@code /metrics}
 * answers in the text format of Prometheus.
 */
final class MonitorServer implements AutoCloseable {
    private static final int THREADS = 2;
    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor;

    private MonitorServer(HttpServer server, ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /** An answer. */
    private record Answer(int status, String type, String body) {}

    /**
     * Starts to listen.
     *
     * @param port 0 for a free one
     * @param notLive why the process should be killed, or empty
     * @param notReady why it does not work now, or empty
     * @param metrics all metrics in the text format of Prometheus
     * @throws CommandFailure if the port is taken
     */
    static MonitorServer start(
            String host,
            int port,
            Supplier<Optional<String>> notLive,
            Supplier<Optional<String>> notReady,
            Supplier<String> metrics) {
        HttpServer http;
        try {
            http = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException e) {
            throw new CommandFailure(
                    "the HTTP server cannot listen on " + host + ":" + port + " (millrace.http.port): " + Reasons.of(e),
                    e);
        }
        ExecutorService executor = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "millrace-http");
            thread.setDaemon(true);
            return thread;
        });
        http.setExecutor(executor);
        // A context also matches longer paths; the exact ones are told apart here.
        http.createContext(
                "/",
                exchange -> answer(
                        exchange,
                        switch (exchange.getRequestURI().getPath()) {
                            case "/health/live" -> health(notLive.get(), "live");
                            case "/health/ready" -> health(notReady.get(), "ready");
                            case "/metrics" -> new Answer(200, PROMETHEUS, metrics.get());
                            default -> new Answer(404, PLAIN, "/health/live, /health/ready and /metrics are here\n");
                        }));
        http.start();
        return new MonitorServer(http, executor);
    }

    private static Answer health(Optional<String> fault, String name) {
        return fault.map(reason -> new Answer(503, PLAIN, "not " + name + ": " + reason + "\n"))
                .orElseGet(() -> new Answer(200, PLAIN, name + "\n"));
    }

    private static void answer(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    /** The port it listens on. */
    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
