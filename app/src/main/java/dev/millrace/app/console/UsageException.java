package dev.millrace.app.console;

/** The command line or the configuration makes no sense; nothing was done. Exit code 2. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message} is a sentence with subject, rule and actual value. */
    public UsageException(String message) {
        super(message);
    }

    /**
     * Refuses an option that does nothing by itself.
     *
     * @param option what is given
     * @param companion what it must go with
     * @param isGiven whether that is given as well; then nothing is thrown
     */
    public static void requireCompanion(String option, String companion, boolean isGiven) {
        if (!isGiven) {
            throw new UsageException(option + " must go with " + companion + ", which is not given");
        }
    }
}
