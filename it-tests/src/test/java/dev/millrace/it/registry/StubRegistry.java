package dev.millrace.it.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of the Confluent REST API that writers and readers of Avro use, on a local port, with a switch: an outage
 * refuses connections, and slowness delays every answer. What was registered survives an outage. It accepts any schema
 * under any subject; a real registry is asked in the tests of module serdes.
 */
public final class StubRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNKNOWN_SUBJECT = 40401;
    private static final int UNKNOWN_SCHEMA = 40403;

    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final int port;
    private volatile long delayMs;
    private @Nullable HttpServer server;

    /** Starts on a free port. */
    public StubRegistry() {
        this.server = listen(0);
        this.port = server.getAddress().getPort();
    }

    /** Value for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** From now on connections are refused. */
    public synchronized void goDown() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** From now on it answers again, on the same port. */
    public synchronized void comeBack() {
        if (server == null) {
            server = listen(port);
        }
    }

    /** Delays every answer from now on. */
    public void delay(Duration delay) {
        delayMs = delay.toMillis();
    }

    /** Registers a schema as if a producer had done so; returns its id. */
    public synchronized int register(String subject, String schema) {
        int id = schemas.indexOf(schema) + 1;
        if (id == 0) {
            schemas.add(schema);
            id = schemas.size();
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, key -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    /** Method and path of every request answered so far. */
    public List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        goDown();
        executor.shutdownNow();
    }

    private HttpServer listen(int wantedPort) {
        try {
            HttpServer listening =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort), 0);
            listening.setExecutor(executor);
            listening.createContext("/", this::handle);
            listening.start();
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException("the stub registry could not listen on port " + wantedPort, e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            Thread.sleep(delayMs);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            JsonNode answer = answer(exchange, body);
            byte[] bytes = JSON.writeValueAsBytes(answer);
            int status = answer.path("error_code").asInt(20000) / 100;
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            // The test is over; the connection closes without an answer.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized JsonNode answer(HttpExchange exchange, JsonNode body) {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/", -1);
        boolean post = exchange.getRequestMethod().equals("POST");
        return switch (path[0]) {
            case "subjects" -> subject(path, post, body.path("schema").asText());
            case "schemas" ->
                path.length > 2 && path[1].equals("ids") ? byId(Integer.parseInt(path[2])) : unknown(UNKNOWN_SCHEMA);
            case "config" -> JSON.createObjectNode().put("compatibilityLevel", "BACKWARD");
            case "compatibility" -> JSON.createObjectNode().put("is_compatible", true);
            default -> unknown(40400);
        };
    }

    private JsonNode subject(String[] path, boolean post, String schema) {
        if (path.length == 1) {
            return JSON.valueToTree(subjects.keySet());
        }
        String name = URLDecoder.decode(path[1], UTF_8);
        if (post && path.length == 3) {
            return JSON.createObjectNode().put("id", register(name, schema));
        }
        List<Integer> versions = subjects.get(name);
        if (versions == null) {
            return unknown(UNKNOWN_SUBJECT);
        }
        if (post) {
            int version = versions.indexOf(schemas.indexOf(schema) + 1);
            return version < 0 ? unknown(UNKNOWN_SCHEMA) : version(name, versions, version);
        }
        if (path.length == 3) {
            return JSON.valueToTree(IntStream.rangeClosed(1, versions.size()).toArray());
        }
        int version = path[3].equals("latest") ? versions.size() : Integer.parseInt(path[3]);
        return version > versions.size() ? unknown(40402) : version(name, versions, version - 1);
    }

    private ObjectNode version(String subject, List<Integer> versions, int index) {
        int id = versions.get(index);
        return JSON.createObjectNode()
                .put("subject", subject)
                .put("version", index + 1)
                .put("id", id)
                .put("schema", schemas.get(id - 1));
    }

    private JsonNode byId(int id) {
        return id < 1 || id > schemas.size()
                ? unknown(UNKNOWN_SCHEMA)
                : JSON.createObjectNode().put("schema", schemas.get(id - 1));
    }

    private static JsonNode unknown(int code) {
        return JSON.createObjectNode().put("error_code", code).put("message", "not found");
    }
}
