package dev.millrace.bench.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.schemas.RawDocument;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** As much of a schema registry as one writer and one reader ask for at their start; nothing is asked later. */
final class Registry implements AutoCloseable {
    /** Id of the schema of the documents. */
    static final int DOCUMENT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> schemas =
            new ArrayList<>(List.of(RawDocument.getClassSchema().toString()));
    private final HttpServer server;

    Registry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody());
            String path = exchange.getRequestURI().getPath();
            String schema = asked.path("schema").asText();
            if (!schema.isEmpty() && !schemas.contains(schema)) {
                schemas.add(schema);
            }
            int id = schema.isEmpty() ? DOCUMENT : schemas.indexOf(schema) + 1;
            if (path.startsWith("/schemas/ids/")) {
                id = Integer.parseInt(path.substring("/schemas/ids/".length()));
            }
            String answer = JSON.createObjectNode()
                    .put("subject", "bench")
                    .put("version", 1)
                    .put("id", id)
                    .put("schema", schemas.get(id - 1))
                    .toString();
            byte[] bytes = answer.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
