package dev.millrace.serdes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the first URL of a registry that answers, and sorts its answers by what the caller can do about
 * them. The URL that answered last is tried first the next time.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
final class RegistryHttp {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryHttp.class);
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String ACCEPT =
            MEDIA_TYPE + ", application/vnd.schemaregistry+json; q=0.9, application/json; q=0.5";

    /** One URL of the registry and what is sent to it. */
    private record Endpoint(URI url, String shown, @Nullable String authorization) {}

    /** A 404 that a proxy could have given, or a registry that lacks this part of the API. */
    private static final class ForeignNotFoundException extends IOException {
        private static final long serialVersionUID = 1L;

        ForeignNotFoundException() {
            super("HTTP 404 without a registry's error code; is the path right?");
        }
    }

    private final HttpClient http;
    private final Duration readTimeout;
    private final List<Endpoint> endpoints;
    private final AtomicInteger preferred = new AtomicInteger();

    RegistryHttp(SchemaRegistryConfig config) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect could carry the credentials to another host.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout());
        RegistryTls.context(config.ssl()).ifPresent(builder::sslContext);
        config.proxy().map(ProxySelector::of).ifPresent(builder::proxy);
        http = builder.build();
        readTimeout = config.readTimeout();
        endpoints = config.urls().stream().map(url -> endpoint(url, config)).toList();
    }

    private static Endpoint endpoint(URI url, SchemaRegistryConfig config) {
        String shown = SchemaRegistryConfig.withoutUserInfo(url);
        String authorization = config.bearerToken()
                .map(token -> "Bearer " + token)
                .or(() -> config.basicCredentials(url)
                        .map(credentials -> "Basic "
                                + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))))
                .orElse(null);
        return new Endpoint(URI.create(shown), shown, authorization);
    }

    /**
     * The JSON answer to a request.
     *
     * @param path raw path and query below the registry's URL, starting with a slash
     * @param body JSON to send, or null for none
     * @throws RegistryException as {@link RegistryClient} says
     */
    JsonNode send(String method, String path, @Nullable JsonNode body) {
        List<IOException> failures = new ArrayList<>();
        int first = preferred.get();
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            Endpoint endpoint = endpoints.get(index);
            try {
                JsonNode answer = answer(endpoint, method, path, exchange(request(endpoint, method, path, body)));
                prefer(index);
                return answer;
            } catch (RegistryException e) {
                prefer(index);
                throw e;
            } catch (IOException e) {
                failures.add(new IOException(endpoint.shown + ": " + describe(e), e));
            }
        }
        throw unavailable(failures);
    }

    private void prefer(int index) {
        if (preferred.getAndSet(index) != index) {
            LOG.warn("the schema registry is now asked at {}", endpoints.get(index).shown);
        }
    }

    private static RegistryUnavailableException unavailable(List<IOException> failures) {
        String each = failures.stream()
                .map(Throwable::getMessage)
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        boolean foreign = failures.stream().allMatch(failure -> failure.getCause() instanceof ForeignNotFoundException);
        RegistryUnavailableException exception = new RegistryUnavailableException(
                "The schema registry must answer, but did not: " + each + ".", failures.get(0), foreign);
        failures.stream().skip(1).forEach(exception::addSuppressed);
        return exception;
    }

    private static String describe(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private HttpRequest request(Endpoint endpoint, String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.url + path))
                .header("Accept", ACCEPT)
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", MEDIA_TYPE);
        }
        if (endpoint.authorization != null) {
            request.header("Authorization", endpoint.authorization);
        }
        return request.build();
    }

    /** The JDK's own request time-out ends with the headers; this one covers the body too. */
    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> response =
                http.sendAsync(request, ignored -> new BoundedBodySubscriber());
        try {
            return response.get(readTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            response.cancel(true);
            throw new IOException("no complete answer in " + readTimeout.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            response.cancel(true);
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    /** The body of a success; an {@link IOException} for what another URL, or a later request, may do better. */
    private static JsonNode answer(Endpoint endpoint, String method, String path, HttpResponse<byte[]> response)
            throws IOException {
        int status = response.statusCode();
        JsonNode json = json(response.body());
        if (status / 100 == 2) {
            if (!json.isContainerNode() && !json.isNumber()) {
                throw new IOException("HTTP " + status + " without a JSON answer; is the URL that of a registry?");
            }
            return json;
        }
        JsonNode code = json.path("error_code");
        String said = "The schema registry " + endpoint.shown + " answered " + method + " " + path + " with HTTP "
                + status + (code.isInt() ? ", error " + code.asInt() : "") + ": " + message(json);
        if (status == 404 && !code.isInt()) {
            throw new ForeignNotFoundException();
        }
        if (status == 404) {
            throw new SchemaNotFoundException(said);
        }
        if (status == 409) {
            throw new IncompatibleSchemaException(said);
        }
        if (status == 408 || status == 429 || status / 100 == 5) {
            throw new IOException("HTTP " + status + ": " + message(json));
        }
        throw new RegistryRejectedException(status, said);
    }

    private static String message(JsonNode json) {
        String message = json.path("message").asText("");
        return message.isEmpty() ? "no message" : message;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JsonSchemas.JSON.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
