package dev.millrace.app.console;

import org.jspecify.annotations.Nullable;

/** The command could not do its work; its message is the one sentence the user reads. Exit code 1. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message} is a sentence with subject, rule and actual value; {@code cause} shows with {@code --verbose}. */
    public CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** As above, without a cause. */
    public CommandFailure(String message) {
        this(message, null);
    }
}
