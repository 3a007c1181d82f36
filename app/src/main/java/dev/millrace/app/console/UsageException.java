package dev.millrace.app.console;

/** The command line or the configuration makes no sense; nothing was done. Exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message} is a sentence with subject, rule and actual value. */
    public UsageException(String message) {
        super(message);
    }
}
