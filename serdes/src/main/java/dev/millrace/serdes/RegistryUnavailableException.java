package dev.millrace.serdes;

import org.jspecify.annotations.Nullable;

/**
 * No URL of the registry gave an answer that counts: refused connection, time-out, HTTP 408, 429 or 5xx, or a 404 that
 * did not come from a registry. Asking again later can help.
 */
public final class RegistryUnavailableException extends RegistryException {
    private static final long serialVersionUID = 1L;

    private final boolean foreignNotFound;

    RegistryUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    RegistryUnavailableException(String message, @Nullable Throwable cause, boolean foreignNotFound) {
        super(message, cause);
        this.foreignNotFound = foreignNotFound;
    }

    /** Whether every URL answered 404 without a registry's error code: no registry, or one without that resource. */
    boolean isForeignNotFound() {
        return foreignNotFound;
    }
}
