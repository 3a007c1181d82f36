package dev.millrace.app.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.app.console.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MonitorServerTest {
    private final AtomicReference<Optional<String>> notLive = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> notReady = new AtomicReference<>(Optional.of("starting"));

    private MonitorServer start() {
        return MonitorServer.start("127.0.0.1", 0, notLive::get, notReady::get, () -> "millrace_tokens_total 7\n");
    }

    private static HttpResponse<String> ask(MonitorServer server, String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }

    @Test
    void answersProbesWithTheReason() throws IOException, InterruptedException {
        try (MonitorServer server = start()) {
            assertThat(ask(server, "GET", "/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> ready = ask(server, "GET", "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("not ready: starting\n");

            notReady.set(Optional.empty());
            notLive.set(Optional.of("dead"));

            assertThat(ask(server, "GET", "/health/ready").body()).isEqualTo("ready\n");
            assertThat(ask(server, "GET", "/health/live").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void servesMetricsAndNothingElse() throws IOException, InterruptedException {
        try (MonitorServer server = start()) {
            HttpResponse<String> metrics = ask(server, "GET", "/metrics");
            assertThat(metrics.body()).isEqualTo("millrace_tokens_total 7\n");
            assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
            assertThat(ask(server, "GET", "/metrics/more").statusCode()).isEqualTo(404);
            assertThat(ask(server, "POST", "/metrics").statusCode()).isEqualTo(405);
            assertThat(ask(server, "HEAD", "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTakenPortIsOneSentence() {
        try (MonitorServer server = start()) {
            assertThatThrownBy(() ->
                            MonitorServer.start("127.0.0.1", server.port(), notLive::get, notReady::get, () -> ""))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("127.0.0.1:" + server.port())
                    .hasMessageContaining("millrace.http.port");
        }
    }
}
