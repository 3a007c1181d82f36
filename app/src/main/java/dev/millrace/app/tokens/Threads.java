package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;

/** The rule of {@code --threads}. */
final class Threads {
    private static final int MOST = 1_024;

    private Threads() {}

    /** Refuses numbers that no machine has a use for: each thread takes memory of its own. */
    static void check(int threads) {
        if (threads < 1 || threads > MOST) {
            throw new UsageException("--threads must be from 1 to " + MOST + ", got " + threads);
        }
    }
}
