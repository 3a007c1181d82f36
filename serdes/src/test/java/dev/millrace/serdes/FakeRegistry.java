package dev.millrace.serdes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** An HTTP server on a local port that answers as a test tells it to, and remembers what it was asked. */
final class FakeRegistry implements AutoCloseable {
    /** What a request was. */
    record Request(
            String method,
            String target,
            String body,
            @Nullable String accept,
            @Nullable String contentType,
            @Nullable String authorization) {}

    /** How a request is answered. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = json(500, "{}");

    private FakeRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** A server of plain HTTP. */
    static FakeRegistry http() {
        try {
            return new FakeRegistry(HttpServer.create(local(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server of HTTPS, which may demand a certificate of its clients. */
    static FakeRegistry https(SSLContext context, boolean clientCertificate) {
        try {
            HttpsServer server = HttpsServer.create(local(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters wanted = context.getDefaultSSLParameters();
                    wanted.setNeedClientAuth(clientCertificate);
                    parameters.setSSLParameters(wanted);
                }
            });
            return new FakeRegistry(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Answers every request with {@code body}. */
    static Answer json(int status, String body) {
        return exchange -> {
            byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        };
    }

    /** Never answers; lets go when the server is closed. */
    Answer silence() {
        return exchange -> await();
    }

    /** Sends headers and the start of a body, then nothing more. */
    Answer stall() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await();
        };
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    FakeRegistry answering(Answer next) {
        answer = next;
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("Accept"),
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    exchange.getRequestHeaders().getFirst("Authorization")));
            answer.to(exchange);
        }
    }

    List<Request> requests() {
        return requests;
    }

    String host() {
        return server.getAddress().getHostString() + ":" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return (server instanceof HttpsServer ? "https://" : "http://") + "localhost:" + port();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
