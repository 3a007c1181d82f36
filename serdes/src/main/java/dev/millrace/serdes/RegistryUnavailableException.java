package dev.millrace.serdes;

import org.jspecify.annotations.Nullable;

/**
 * No URL of the registry gave an answer that counts: refused connection, time-out, HTTP 408, 429 or 5xx, or a 404 that
 * did not come from a registry. Asking again later can help.
 */
public final class RegistryUnavailableException extends RegistryException {
    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
