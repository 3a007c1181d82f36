package dev.millrace.topology;

/**
 * The share of recent documents that were encoded inline. Counts are halved now and then, so that an instance gets over
 * its past.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class InlineRatio {
    private static final long WINDOW = 10_000;
    private static final long FEWEST = 200;

    private long all;
    private long inline;

    synchronized void count(boolean wasInline) {
        if (all >= WINDOW) {
            all /= 2;
            inline /= 2;
        }
        all++;
        if (wasInline) {
            inline++;
        }
    }

    /** The share, or 0 as long as there are too few documents to judge. */
    synchronized double value() {
        return all < FEWEST ? 0 : (double) inline / all;
    }
}
