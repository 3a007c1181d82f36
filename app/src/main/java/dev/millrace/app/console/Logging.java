package dev.millrace.app.console;

import java.nio.file.Path;

/**
 * Sets up the log of the process; works only before the first logger exists. Commands answer the person at the
 * terminal themselves, so that the log stays silent; only a service logs by default.
 */
public final class Logging {
    private static final String PREFIX = "org.slf4j.simpleLogger.";

    private Logging() {}

    /** For commands that end by themselves: errors of Millrace alone, or with {@code verbose} everything of note. */
    public static void forCommand(boolean verbose) {
        configure(verbose ? "info" : "error", verbose ? "info" : "off");
    }

    /** For a service: what an operator wants to read later. */
    public static void forService(boolean verbose) {
        configure(verbose ? "debug" : "info", verbose ? "info" : "warn");
    }

    /** Sends the log to {@code file} instead of standard error, with as much as a service logs and Kafka's own part. */
    public static void toFile(Path file) {
        configure("info", "info");
        set("logFile", file.toString());
    }

    private static void configure(String millrace, String others) {
        set("defaultLogLevel", others);
        set("log.dev.millrace", millrace);
        set("showDateTime", "true");
        set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        set("showShortLogName", "true");
    }

    /** A user's own -D wins. */
    private static void set(String name, String value) {
        if (System.getProperty(PREFIX + name) == null) {
            System.setProperty(PREFIX + name, value);
        }
    }
}
