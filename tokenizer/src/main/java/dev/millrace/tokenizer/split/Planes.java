package dev.millrace.tokenizer.split;

/**
 * Where in one array the bit planes of a window lie: those of {@link BitPlanes}, then those of classes, then those of what
 * a {@link BlockSplitter} finds. All distances are constants, so that HotSpot sees of every loop over words that what it
 * reads and what it writes are apart, and makes vector instructions of it. The words before and behind a plane are 0 or
 * the plane's own, so that a loop may read its neighbours' bits without looking for the ends.
 */
final class Planes {
    /** Words from one plane to the next. */
    private static final int STRIDE = BitPlanes.WORDS + 8;

    /** By class of {@link CharClasses}; nobody reads the first one. */
    static final int OTHER = BitPlanes.END + 8;

    /** White space but for the next and {@link #BLANK}. */
    static final int TAB = OTHER + STRIDE;
    /** Line breaks. */
    static final int NEWLINE = TAB + STRIDE;

    static final int NUMBER = NEWLINE + STRIDE;
    /** Letters. */
    static final int UPPER = NUMBER + STRIDE;

    static final int LOWER = UPPER + STRIDE;
    static final int CASELESS = LOWER + STRIDE;
    static final int MARK = CASELESS + STRIDE;
    /** U+0020. */
    static final int BLANK = MARK + STRIDE;
    /** The apostrophe, which is of class other. */
    static final int APOSTROPHE = BLANK + STRIDE;
    /** The slash, likewise; only filled where upper-case letters are told apart. */
    static final int SLASH = APOSTROPHE + STRIDE;
    /** Bytes of a character but its first. */
    static final int CONTINUATION = SLASH + STRIDE;

    /** Where pieces start. */
    static final int STARTS = CONTINUATION + STRIDE;
    /** Where the exact splitter must decide where the piece ends that the byte is in. */
    static final int DOUBTS = STARTS + STRIDE;
    /** Apostrophes that may begin a contraction. */
    static final int CANDIDATES = DOUBTS + STRIDE;

    /** All letters; for o200k with the marks, which letters take along. */
    static final int LETTERS = CANDIDATES + STRIDE;
    /** White space but line breaks. */
    static final int GAPS = LETTERS + STRIDE;
    /** All white space. */
    static final int SPACES = GAPS + STRIDE;
    /** No letter, number or white space. */
    static final int SIGNS = SPACES + STRIDE;
    /** Where a run of those starts a piece. */
    static final int SIGN_STARTS = SIGNS + STRIDE;
    /** The byte after the first character of such a piece: if that was all, letters go on with it. */
    static final int AFTER_PREFIX = SIGN_STARTS + STRIDE;

    /** What is passed from one loop to another. */
    static final int SCRATCH = AFTER_PREFIX + STRIDE;

    static final int SCRATCH_2 = SCRATCH + STRIDE;
    static final int SCRATCH_3 = SCRATCH_2 + STRIDE;

    /** Words of all. */
    static final int ALL = SCRATCH_3 + STRIDE;

    private Planes() {}

    /** The plane of characters beyond ASCII of a class. */
    static int ofClass(int charClass) {
        return OTHER + charClass * STRIDE;
    }

    /** Whether any of the first {@code words} words of a plane is not 0. */
    static boolean any(long[] bits, int plane, int words) {
        long any = 0;
        for (int word = 0; word < words; word++) {
            any |= bits[plane + word];
        }
        return any != 0;
    }

    /** The greatest position at or before {@code position} that has a bit, or -1. */
    static int last(long[] bits, int plane, int position) {
        return last(bits, plane, 0, position);
    }

    /** The first position of the run of bits that ends before {@code end}; {@code end} if there is none. */
    static int runStart(long[] bits, int plane, int end) {
        return last(bits, plane, -1, end - 1) + 1;
    }

    /** The greatest position at or before {@code position} whose bit is not that of {@code none}, or -1. */
    private static int last(long[] bits, int plane, long none, int position) {
        if (position < 0) {
            return -1;
        }
        int word = position >> 6;
        long left = (bits[plane + word] ^ none) & -1L >>> 63 - (position & 63);
        while (left == 0) {
            if (--word < 0) {
                return -1;
            }
            left = bits[plane + word] ^ none;
        }
        return (word << 6) + 63 - Long.numberOfLeadingZeros(left);
    }

    static boolean bit(long[] bits, int plane, int i) {
        return (bits[plane + (i >> 6)] >>> i & 1) != 0;
    }

    static void clear(long[] bits, int plane, int i) {
        bits[plane + (i >> 6)] &= ~(1L << i);
    }

    static void set(long[] bits, int plane, int i) {
        bits[plane + (i >> 6)] |= 1L << i;
    }
}
