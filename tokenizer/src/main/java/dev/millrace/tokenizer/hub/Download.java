package dev.millrace.tokenizer.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GET requests with everything that a download from strangers needs: redirects followed by hand, so that a token goes to
 * its own host only; HTTPS, or the loopback interface; a limit of size; time-outs.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Download {
    private static final int MAX_BYTES = 512 << 20;
    private static final int MAX_REDIRECTS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * An answer.
     *
     * @param status the HTTP status of the last hop
     * @param first headers of the first hop, where a hub describes the file before it redirects to its storage
     * @param last headers of the last hop
     * @param body the content if the status is 200 and the content was asked for, else empty
     */
    record Answer(int status, HttpHeaders first, HttpHeaders last, byte[] body) {
        Optional<String> header(String name) {
            return first.firstValue(name).or(() -> last.firstValue(name));
        }
    }

    /**
     * Asks for {@code address}.
     *
     * @param method {@code GET} or {@code HEAD}
     * @param token sent to the host of {@code address} only, or null
     * @param knownTag an entity tag that we have already (then the status can be 304), or null
     * @throws IOException if there is no answer, or one that must not be followed or is too large
     */
    Answer ask(String method, URI address, @Nullable String token, @Nullable String knownTag) throws IOException {
        URI current = address;
        HttpHeaders first = null;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            requireSafe(current);
            boolean sameHost = current.getAuthority().equals(address.getAuthority());
            HttpResponse<InputStream> response = send(method, current, sameHost ? token : null, knownTag);
            try (InputStream body = response.body()) {
                first = first == null ? response.headers() : first;
                if (response.statusCode() / 100 != 3 || response.statusCode() == 304) {
                    byte[] content = response.statusCode() == 200 ? read(body, current) : new byte[0];
                    return new Answer(response.statusCode(), first, response.headers(), content);
                }
            }
            Optional<String> location = response.headers().firstValue("location");
            if (location.isEmpty()) {
                throw new IOException(current + " redirects to nowhere");
            }
            current = current.resolve(location.get());
        }
        throw new IOException(address + " redirects more than " + MAX_REDIRECTS + " times");
    }

    private HttpResponse<InputStream> send(
            String method, URI address, @Nullable String token, @Nullable String knownTag) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(READ_TIMEOUT)
                .header("User-Agent", "millrace")
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (knownTag != null) {
            request.header("If-None-Match", knownTag);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) { // whose message is null
            throw new IOException("cannot connect to " + address.getAuthority(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking for " + address, e);
        }
    }

    private static byte[] read(InputStream body, URI address) throws IOException {
        byte[] content = body.readNBytes(MAX_BYTES + 1);
        if (content.length > MAX_BYTES) {
            throw new IOException(address + " must have at most " + MAX_BYTES + " bytes, but has more");
        }
        return content;
    }

    private static void requireSafe(URI address) throws IOException {
        String scheme = String.valueOf(address.getScheme());
        if (address.getHost() == null || !(scheme.equals("https") || scheme.equals("http") && isLoopback(address))) {
            throw new IOException("an address must be https (http only on this machine), got " + address);
        }
    }

    private static boolean isLoopback(URI address) {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
