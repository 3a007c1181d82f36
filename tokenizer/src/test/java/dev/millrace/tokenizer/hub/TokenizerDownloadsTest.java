package dev.millrace.tokenizer.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against an HTTP server that behaves as a hub does: it describes a file and redirects to a storage for its content. */
class TokenizerDownloadsTest {
    private static final String FIRST = "1".repeat(40);
    private static final String SECOND = "2".repeat(40);

    @TempDir
    private Path home;

    private final List<String> requests = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private HttpServer hub;
    private HttpServer storage;
    private volatile String commit = FIRST;
    private volatile String content = "{\"version\":\"1.0\"}";
    private volatile String announced = "";

    @BeforeEach
    void startServers() throws IOException {
        storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage.createContext("/", this::serveStorage);
        storage.start();
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::serveHub);
        hub.start();
        environment.put("HF_HOME", home.toString());
        environment.put("HF_ENDPOINT", address(hub));
    }

    @AfterEach
    void stopServers() {
        hub.stop(0);
        storage.stop(0);
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void note(String server, HttpExchange exchange) {
        requests.add(server + " " + exchange.getRequestMethod() + " "
                + exchange.getRequestHeaders()
                        .getOrDefault("Authorization", List.of("-"))
                        .get(0));
    }

    private void serveHub(HttpExchange exchange) throws IOException {
        note("hub", exchange);
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/gated/") && !exchange.getRequestHeaders().containsKey("Authorization")) {
            exchange.sendResponseHeaders(401, -1);
        } else if (!path.endsWith("/tokenizer.json")) {
            exchange.sendResponseHeaders(404, -1);
        } else {
            exchange.getResponseHeaders().add("X-Repo-Commit", commit);
            String checksum = announced.isEmpty() ? Checksums.sha256(content.getBytes(UTF_8)) : announced;
            exchange.getResponseHeaders().add("X-Linked-Etag", "\"" + checksum + "\"");
            exchange.getResponseHeaders().add("Location", address(storage) + "/blob");
            exchange.sendResponseHeaders(302, -1);
        }
        exchange.close();
    }

    private void serveStorage(HttpExchange exchange) throws IOException {
        note("storage", exchange);
        String tag = "\"" + content.hashCode() + "\"";
        exchange.getResponseHeaders().add("ETag", tag);
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            byte[] bytes = content.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private TokenizerDownloads.LocalCopy fetch(String source) {
        return new TokenizerDownloads(environment).fetch(source);
    }

    private long downloads() {
        return requests.stream()
                .filter(request -> request.startsWith("storage GET"))
                .count();
    }

    @Test
    void aRepositoryIsDownloadedOnceAndNamed() throws IOException {
        TokenizerDownloads.LocalCopy copy = fetch("hf://org/name");
        assertThat(copy.name()).isEqualTo("org/name");
        assertThat(copy.file()).hasContent(content);
        assertThat(home.resolve("hub/models--org--name/refs/main")).hasContent(FIRST);
        assertThat(home.resolve("hub/models--org--name/snapshots/" + FIRST + "/tokenizer.json"))
                .isRegularFile();

        fetch("hf://org/name");
        assertThat(downloads()).isEqualTo(1);
    }

    @Test
    void aBranchThatMovedIsDownloadedAgainAndAPinnedCommitIsNotAskedFor() {
        fetch("hf://org/name@main");
        commit = SECOND;
        content = "{\"version\":\"2.0\"}";
        assertThat(fetch("hf://org/name").file()).hasContent(content);

        int before = requests.size();
        assertThat(fetch("hf://org/name@" + FIRST).file()).hasContent("{\"version\":\"1.0\"}");
        assertThat(requests).hasSize(before);
    }

    @Test
    void theTokenGoesToTheHubAndNotToItsStorage() {
        assertThatThrownBy(() -> fetch("hf://gated/name"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("HF_TOKEN");
        environment.put("HF_TOKEN", "secret");
        fetch("hf://gated/name");
        assertThat(requests).contains("hub GET Bearer secret", "storage GET -");
        assertThat(requests).noneMatch(request -> request.startsWith("storage") && request.contains("secret"));
    }

    @Test
    void withoutNetworkTheLastCopyServesAndOfflineNothingIsAsked() {
        fetch("hf://org/name");
        hub.stop(0);
        assertThat(fetch("hf://org/name").file()).hasContent(content);
        assertThatThrownBy(() -> fetch("hf://org/other"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageStartingWith("cannot download hf://org/other: cannot connect to ");
        environment.put("HF_HUB_OFFLINE", "1");
        assertThat(fetch("hf://org/name").file()).hasContent(content);
        assertThatThrownBy(() -> fetch("hf://org/other"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("HF_HUB_OFFLINE")
                .hasMessageContaining("org/other");
    }

    @Test
    void contentWithAnotherChecksumIsNeverUsed() throws IOException {
        announced = Checksums.sha256("something else".getBytes(UTF_8));
        assertThatThrownBy(() -> fetch("hf://org/name"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("checksum");

        announced = Checksums.gitBlob(content.getBytes(UTF_8));
        Path file = fetch("hf://org/name").file();
        Files.writeString(file.toRealPath(), "damaged");
        assertThatThrownBy(() -> fetch("hf://org/name"))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void anAddressIsRevalidatedAndMayBePinned() {
        String source = address(storage) + "/models/tokenizer.json";
        assertThat(fetch(source).file()).hasContent(content);
        fetch(source);
        assertThat(requests).as("the second answer is 304").hasSize(2);
        content = "{\"version\":\"3.0\"}";
        assertThat(fetch(source).file()).hasContent(content);
        String good = Checksums.sha256(content.getBytes(UTF_8));
        assertThat(fetch(source + "#sha256=" + good).file()).hasContent(content);
        assertThatThrownBy(() -> fetch(source + "#sha256=" + "0".repeat(64)))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining(good);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf://",
                "hf://a/b/c",
                "hf://../../etc",
                "hf://org/name@../x",
                "hf://org/na me",
                "http://192.0.2.1/tokenizer.json",
                "https://",
                "https://host name/x",
                "https://127.0.0.1:1/x#md5=1"
            })
    void addressesThatMustNotBeFollowedAreRefused(String source) {
        assertThatThrownBy(() -> fetch(source))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("must");
        assertThat(requests).isEmpty();
    }
}
