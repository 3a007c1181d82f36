package dev.millrace.tokenizer.general;

/**
 * The pairs of characters between which some merge happens. Where a text has a pair that is not among them, no merge can
 * ever reach across, so the text can be cut there and its parts encoded alone with the same ids.
 *
 * <p>A bitmap over a hash of the pair: a pair that is there by accident only misses a cut.
 *
 * <p><b>Thread safety:</b> immutable once filled.
 */
final class Seams {
    private static final int BITS = 20;

    private final long[] bitmap = new long[1 << BITS - 6];

    /** Notes that a merge joins {@code left} and {@code right}. */
    void add(int left, int right) {
        int bit = bit(left, right);
        bitmap[bit >>> 6] |= 1L << bit;
    }

    /** Whether a merge may join the two. */
    boolean mayJoin(int left, int right) {
        int bit = bit(left, right);
        return (bitmap[bit >>> 6] >>> bit & 1) != 0;
    }

    private static int bit(int left, int right) {
        return (int) (((long) left << 21 | right) * 0x9E3779B97F4A7C15L >>> 64 - BITS);
    }
}
