package dev.millrace.tokenizer.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment of Hugging Face's own tools, so that one set-up serves both: {@code HF_HOME}, {@code HF_HUB_CACHE},
 * {@code HF_ENDPOINT}, {@code HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE}.
 *
 * @param home the folder of settings and caches
 * @param cache the folder of the repositories
 * @param endpoint address of the hub
 * @param token sent to the hub and to nobody else, or null
 * @param offline whether nothing may be asked of the network
 */
record HubSettings(
        Path home, Path cache, URI endpoint, @Nullable String token, boolean offline) {
    private static final String DEFAULT_ENDPOINT = "https://huggingface.co";

    /** Reads the variables in {@code environment}. */
    static HubSettings of(Map<String, String> environment) {
        Path home = path(environment, "HF_HOME", defaultHome(environment));
        return new HubSettings(
                home,
                path(environment, "HF_HUB_CACHE", home.resolve("hub")),
                URI.create(withoutSlash(environment.getOrDefault("HF_ENDPOINT", DEFAULT_ENDPOINT))),
                token(environment, home),
                isSet(environment.get("HF_HUB_OFFLINE")) || isSet(environment.get("TRANSFORMERS_OFFLINE")));
    }

    private static Path defaultHome(Map<String, String> environment) {
        Path caches = path(environment, "XDG_CACHE_HOME", Path.of(System.getProperty("user.home"), ".cache"));
        return caches.resolve("huggingface");
    }

    private static Path path(Map<String, String> environment, String name, Path otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : Path.of(value);
    }

    private static @Nullable String token(Map<String, String> environment, Path home) {
        String token = environment.get("HF_TOKEN");
        if (token != null && !token.isBlank()) {
            return token.strip();
        }
        Path file = path(environment, "HF_TOKEN_PATH", home.resolve("token"));
        try {
            return Files.isRegularFile(file) ? Files.readString(file).strip() : null;
        } catch (IOException e) {
            return null; // a token that cannot be read is none; the hub will say if it wants one
        }
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static boolean isSet(@Nullable String flag) {
        return flag != null
                && (flag.equals("1")
                        || flag.equalsIgnoreCase("true")
                        || flag.equalsIgnoreCase("yes")
                        || flag.equalsIgnoreCase("on"));
    }
}
