package dev.millrace.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * What a command reads and writes. Commands take it from their constructor and never touch {@code System.out}, so that
 * tests run them in the process.
 *
 * @param in standard input
 * @param out standard output, for results alone; buffered, so whoever writes also flushes
 * @param err standard error, for messages and progress; flushed after each line
 * @param terminal whether a person watches standard error, so that a progress line may be redrawn in place
 */
public record Console(InputStream in, OutputStream out, PrintStream err, boolean terminal) {
    private static final int BUFFER = 1 << 16;

    /** The streams of this process. {@code ./millrace} tells by a system property whether a terminal is there. */
    public static Console ofProcess() {
        return new Console(
                // Buffered, since a bare FileInputStream seeks when all of it is read, which a pipe cannot (JDK 17).
                new BufferedInputStream(new FileInputStream(FileDescriptor.in), BUFFER),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8),
                Boolean.getBoolean("millrace.terminal"));
    }

    /** Standard output for text. It shares the buffer of {@link #out}; flush it when done. */
    public PrintStream text() {
        return new PrintStream(out, false, UTF_8);
    }

    /** Writes one message line to standard error. */
    public void say(String message) {
        err.println(message);
    }

    /** Writes one message line to standard error, marked as an error or warning of this program. */
    public void complain(String message) {
        err.println("millrace: " + message);
    }
}
