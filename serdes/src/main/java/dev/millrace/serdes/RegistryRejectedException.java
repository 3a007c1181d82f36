package dev.millrace.serdes;

import org.jspecify.annotations.Nullable;

/**
 * The registry was reached and refuses the request: an invalid schema (422), missing or wrong credentials (401, 403),
 * or an answer that no registry gives. Asking again does not help before someone changes the configuration; it says
 * nothing about whether a schema exists.
 */
public final class RegistryRejectedException extends RegistryException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RegistryRejectedException(int status, String message) {
        this(status, message, null);
    }

    RegistryRejectedException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
