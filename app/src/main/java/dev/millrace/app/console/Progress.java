package dev.millrace.app.console;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How far a long piece of work has come. On a terminal one line is redrawn in place; elsewhere a plain line is written
 * at the start of each {@link #PLAIN_INTERVAL_SECONDS}, so that logs stay short.
 *
 * <p><b>Thread safety:</b> none; one thread reports.
 */
public final class Progress implements AutoCloseable {
    static final int PLAIN_INTERVAL_SECONDS = 5;
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int BAR = 24;

    private final Console console;
    private final String task;
    private long lastDrawn;
    private boolean drawn;

    /** {@code task} stands before each line, such as {@code tokenizing}. */
    public Progress(Console console, String task) {
        this.console = console;
        this.task = task;
        this.lastDrawn = console.terminal() ? 0 : System.nanoTime();
    }

    /**
     * Shows that {@code done} of {@code total} parts are done; draws only when enough time has passed.
     *
     * @param total 0 if it is not known
     * @param detail what else there is to say, such as {@code 12.3 MB/s}
     */
    public void update(long done, long total, String detail) {
        long now = System.nanoTime();
        long interval = console.terminal() ? REDRAW_NANOS : TimeUnit.SECONDS.toNanos(PLAIN_INTERVAL_SECONDS);
        if (lastDrawn == 0 || now - lastDrawn >= interval) {
            lastDrawn = now;
            draw(line(done, total, detail));
        }
    }

    private String line(long done, long total, String detail) {
        if (total == 0) {
            return task + "  " + detail;
        }
        double part = Math.min(1, (double) done / total);
        String percent = String.format(Locale.ROOT, "%3.0f %%", 100 * part);
        if (!console.terminal()) {
            return task + "  " + percent + "  " + detail;
        }
        int full = (int) (BAR * part);
        return task + "  [" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + percent + "  " + detail;
    }

    private void draw(String line) {
        if (console.terminal()) {
            drawn = true;
            // Carriage return, text, erase to the end of the line.
            console.err().print("\r" + line + "\u001b[K");
            console.err().flush();
        } else {
            console.say(line);
        }
    }

    /** Removes the line from the terminal, so that what follows starts on a clean one. */
    public void clear() {
        if (drawn) {
            drawn = false;
            console.err().print("\r\u001b[K");
            console.err().flush();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
