package dev.millrace.tokenizer.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@code hf://org/name[@revision]} and {@code https://…} sources local files. What was downloaded is kept with its
 * checksum and checked again whenever it is used; without a network the last copy serves.
 *
 * <p>Only configuration and command lines may name such sources, never a document.
 *
 * <p><b>Thread safety:</b> any thread; several processes may share the cache.
 */
public final class TokenizerDownloads {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerDownloads.class);
    private static final String FILE = "tokenizer.json";

    private final HubSettings settings;
    private final Download download = new Download();

    /** {@code environment}: the variables of Hugging Face's tools, usually {@code System.getenv()}. */
    public TokenizerDownloads(Map<String, String> environment) {
        this.settings = HubSettings.of(environment);
    }

    /** Whether {@code source} must be downloaded rather than opened. */
    public static boolean isRemote(String source) {
        return source.startsWith(HubAddress.SCHEME) || source.startsWith("https://") || source.startsWith("http://");
    }

    /**
     * A source that is here now.
     *
     * @param name what to call it: {@code org/name}, or the last part of the address
     * @param file the local copy
     */
    public record LocalCopy(String name, Path file) {}

    /**
     * Downloads {@code source} unless a current copy is here.
     *
     * @throws TokenizerLoadException if it cannot be had; the message says why
     */
    public LocalCopy fetch(String source) {
        try {
            return source.startsWith(HubAddress.SCHEME) ? fromHub(HubAddress.parse(source)) : fromAddress(source);
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot download " + source + ": " + e.getMessage(), e);
        }
    }

    private LocalCopy fromHub(HubAddress address) throws IOException {
        HubCache cache = new HubCache(settings.cache(), address.repository());
        String known = cache.commit(address.revision());
        Path cached = known == null ? null : cache.file(known, FILE);
        if (cached != null && (address.isPinned() || settings.offline())) {
            return new LocalCopy(address.repository(), cached);
        }
        requireNetwork("hf://" + address.repository() + "@" + address.revision());
        try {
            return new LocalCopy(address.repository(), refresh(address, cache));
        } catch (IOException e) {
            if (cached == null) {
                throw e;
            }
            LOG.warn("{} cannot be asked for {}; the last copy serves: {}", settings.endpoint(), address, e.toString());
            return new LocalCopy(address.repository(), cached);
        }
    }

    /** Asks what the revision is now and downloads it if that is not here yet. */
    private Path refresh(HubAddress address, HubCache cache) throws IOException {
        URI file = URI.create(
                settings.endpoint() + "/" + address.repository() + "/resolve/" + address.revision() + "/" + FILE);
        Download.Answer head = answered(file, download.ask("HEAD", file, settings.token(), null));
        String commit = head.header("x-repo-commit")
                .filter(HubAddress::isCommit)
                .orElseThrow(() -> new IOException(file + " must name its commit in X-Repo-Commit, but does not"));
        Path cached = cache.file(commit, FILE);
        if (cached != null) {
            cache.remember(address.revision(), commit);
            return cached;
        }
        Download.Answer answer = answered(file, download.ask("GET", file, settings.token(), null));
        String tag = head.header("x-linked-etag").or(() -> head.header("etag")).orElse("");
        String checksum = tag.replaceFirst("^W/", "").replace("\"", "");
        if (!Checksums.isChecksum(checksum)) {
            checksum = Checksums.sha256(answer.body());
        } else if (!Checksums.matches(checksum, answer.body())) {
            throw new IOException(file + " must have the checksum " + checksum + ", but what came has another");
        }
        LOG.info("downloaded {} ({} bytes, checksum {})", file, answer.body().length, checksum);
        return cache.store(address.revision(), commit, FILE, checksum, answer.body());
    }

    private LocalCopy fromAddress(String source) throws IOException {
        URI address;
        try {
            address = URI.create(source);
        } catch (IllegalArgumentException e) {
            throw new IOException("it must be an address, but is not: " + e.getMessage(), e);
        }
        UrlCache cache = new UrlCache(settings.home().resolve("millrace"), address);
        String name = cache.fileName();
        if (settings.offline() && cache.exists()) {
            return new LocalCopy(name, cache.verified());
        }
        requireNetwork(source);
        try {
            Download.Answer answer = download.ask("GET", cache.address(), null, cache.tag());
            if (answer.status() != 304) {
                cache.store(answered(address, answer));
            }
        } catch (IOException e) {
            if (!cache.exists()) {
                throw e;
            }
            LOG.warn("{} cannot be asked for; the last copy serves: {}", source, e.toString());
        }
        return new LocalCopy(name, cache.verified());
    }

    private void requireNetwork(String source) throws IOException {
        if (settings.offline()) {
            throw new IOException(source + " must be in the cache because HF_HUB_OFFLINE is set, but is not");
        }
    }

    private static Download.Answer answered(URI address, Download.Answer answer) throws IOException {
        if (answer.status() == 401 || answer.status() == 403) {
            throw new IOException("access is refused (HTTP " + answer.status() + "); a token goes into HF_TOKEN");
        }
        if (answer.status() != 200) {
            throw new IOException(address + " must answer with HTTP 200, but answers with " + answer.status());
        }
        return answer;
    }

    /** The copy of one address: the file, and beside it its checksum and the server's entity tag. */
    private static final class UrlCache {
        private static final String PIN = "sha256=";

        private final URI address;
        private final String pin;
        private final Path file;

        UrlCache(Path folder, URI source) throws IOException {
            String fragment = source.getFragment() == null ? "" : source.getFragment();
            if (!fragment.isEmpty() && !fragment.matches(PIN + "[0-9a-f]{64}")) {
                throw new IOException("after # there must be sha256= and 64 hexadecimal digits, got " + fragment);
            }
            this.address = URI.create(source.toString().replaceFirst("#.*", ""));
            this.pin = fragment.replace(PIN, "");
            String path = String.valueOf(source.getPath());
            String last = path.substring(path.lastIndexOf('/') + 1);
            this.file = folder.resolve(Checksums.sha256(address.toString().getBytes(UTF_8)))
                    .resolve(last.isBlank() ? FILE : last.replaceAll("[^\\w.-]", "_"));
        }

        URI address() {
            return address;
        }

        String fileName() {
            return String.valueOf(file.getFileName()).replaceFirst("\\.(json|tiktoken)$", "");
        }

        boolean exists() {
            return Files.isRegularFile(file) && Files.isRegularFile(beside(".sha256"));
        }

        @Nullable
        String tag() throws IOException {
            return exists() && Files.isRegularFile(beside(".etag")) ? Files.readString(beside(".etag")) : null;
        }

        void store(Download.Answer answer) throws IOException {
            String checksum = Checksums.sha256(answer.body());
            if (!pin.isEmpty() && !pin.equals(checksum)) {
                throw new IOException(address + " must have the SHA-256 " + pin + ", but has " + checksum);
            }
            Files.deleteIfExists(beside(".etag")); // last, so that a crash in between only means another download
            HubCache.replace(file, answer.body());
            HubCache.replace(beside(".sha256"), checksum.getBytes(UTF_8));
            String tag = answer.last().firstValue("etag").orElse("");
            if (!tag.isEmpty()) {
                HubCache.replace(beside(".etag"), tag.getBytes(UTF_8));
            }
        }

        Path verified() throws IOException {
            String expected = Files.readString(beside(".sha256"));
            String actual = Checksums.sha256(Files.readAllBytes(file));
            if (!expected.equals(actual) || !pin.isEmpty() && !pin.equals(actual)) {
                throw new IOException(
                        file + " must have the SHA-256 " + (pin.isEmpty() ? expected : pin) + ", but has " + actual);
            }
            return file;
        }

        private Path beside(String suffix) {
            return file.resolveSibling(file.getFileName() + suffix);
        }
    }
}
