package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.Planes.BLANK;
import static dev.millrace.tokenizer.split.Planes.CANDIDATES;
import static dev.millrace.tokenizer.split.Planes.CASELESS;
import static dev.millrace.tokenizer.split.Planes.CONTINUATION;
import static dev.millrace.tokenizer.split.Planes.DOUBTS;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.STARTS;
import static dev.millrace.tokenizer.split.Planes.TAB;
import static dev.millrace.tokenizer.split.Planes.UPPER;

/**
 * Cuts a window of text into pieces 64 bytes at a time: the classes of characters become bit planes, and where pieces
 * start becomes an expression of these planes. What an expression of a few words cannot tell is rare and is cut again by
 * the {@link Splitter} that defines the result.
 *
 * <p>Pieces do not depend on what lies before their start, so a window may begin at any start of a piece. They do depend
 * on what follows: of a window that is not the end of its text, the pieces near its end are left for the next window.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
public abstract class BlockSplitter {
    /** Bytes of a window at most. */
    public static final int WINDOW = 64 * BitPlanes.WORDS;
    /** Room for the starts of a window, see {@link #split}. */
    public static final int MAX_STARTS = WINDOW + 16;
    /** Bytes that must be readable after a window. */
    public static final int PADDING = BlockClasses.PADDING;

    /** Bytes after a start that decide about it at most, white space and words apart. */
    private static final int LOOKAHEAD = 8;

    final Splitter exact;
    final BlockClasses planes;
    /** The planes of {@link #planes}. */
    final long[] bits;

    BlockSplitter(Splitter exact, CharClasses classes, boolean withCase) {
        this.exact = exact;
        planes = new BlockClasses(classes, withCase);
        bits = planes.bits;
    }

    /** Fills {@link Planes#STARTS}, {@link Planes#DOUBTS} and {@link Planes#CANDIDATES} of a window from its classes. */
    abstract void findStarts(int words, int length);

    /** Corrects the starts around an apostrophe of {@link Planes#CANDIDATES}; called in the order of the text. */
    abstract void contraction(byte[] text, int apostrophe, int length);

    /** Corrects the starts near the end of a text; by default there is nothing to do. */
    void finish(byte[] text, int length) {}

    /** Whether the decision at a doubt depends on text at or after {@code limit}. */
    boolean reaches(byte[] text, int doubt, int limit) {
        return false;
    }

    /**
     * Cuts {@code window[0, length)}, of which position 0 is the start of a piece.
     *
     * @param last whether the text ends there; otherwise the pieces near the end are left out
     * @param out takes the starts of the pieces in order, and after them the end of the last one; it needs room for
     *     {@code length + 16}, of which what is behind the end is scratch
     * @return the number of pieces; 0 if none is certain to end in the window
     */
    public final int split(byte[] window, int length, boolean last, int[] out) {
        int words = length + 63 >> 6;
        planes.classify(window, length);
        findStarts(words, length);
        bits[STARTS] |= 1;
        if (Planes.any(bits, CANDIDATES, words)) {
            contractions(window, length, words);
        }
        int limit = last ? length : limit(length);
        limit = settleDoubts(window, length, limit, last);
        if (last) {
            finish(window, length);
            int pieces = flatten(length, out);
            out[pieces] = length;
            return pieces;
        }
        int end = lastStart(limit);
        if (end <= 0) {
            return 0;
        }
        int pieces = flatten(end, out);
        out[pieces] = end;
        return pieces;
    }

    private void contractions(byte[] window, int length, int words) {
        for (int word = 0; word < words; word++) {
            for (long left = bits[CANDIDATES + word]; left != 0; left &= left - 1) {
                contraction(window, (word << 6) + Long.numberOfTrailingZeros(left), length);
            }
        }
    }

    /** The last position about which nothing after the window can change anything. */
    private int limit(int length) {
        int limit = length - LOOKAHEAD;
        while (limit > 0 && isSpace(limit - 1)) {
            limit--;
        }
        return Math.max(0, limit);
    }

    /** Lets the exact splitter decide around each doubt; returns the new limit. */
    private int settleDoubts(byte[] window, int length, int limit, boolean last) {
        int settled = 0;
        // A doubt at the limit counts: the last piece may end there.
        int words = Math.min(length + 63 >> 6, (limit >> 6) + 1);
        for (int word = 0; word < words; word++) {
            for (long left = bits[DOUBTS + word]; left != 0; left &= left - 1) {
                int doubt = (word << 6) + Long.numberOfTrailingZeros(left);
                if (doubt < settled) {
                    continue;
                }
                int from = Math.max(0, lastStart(doubt - 1));
                if (!last && (doubt >= limit || reaches(window, doubt, limit))) {
                    return Math.min(limit, from);
                }
                int end = from;
                boolean agreed = false;
                while (!agreed) {
                    int next = exact.next(window, end, length);
                    clearStarts(end + 1, next);
                    end = next;
                    if (end >= length) {
                        break;
                    }
                    // From a start on which both agree, the planes are right again.
                    agreed = end > doubt && Planes.bit(bits, STARTS, end);
                    Planes.set(bits, STARTS, end);
                }
                if (!last && end > limit) {
                    return Math.min(limit, from);
                }
                settled = end;
            }
        }
        return limit;
    }

    private void clearStarts(int from, int to) {
        for (int i = from; i < to; i++) {
            Planes.clear(bits, STARTS, i);
        }
    }

    /** The greatest start at or before {@code position}, or -1. */
    private int lastStart(int position) {
        return Planes.last(bits, STARTS, position);
    }

    /** Puts down the starts before {@code end} in order, and returns how many there are. */
    private int flatten(int end, int[] out) {
        int words = end + 63 >> 6;
        bits[STARTS + words - 1] &= -1L >>> -end;
        return flatten(words, bits, out);
    }

    private static int flatten(int words, long[] bits, int[] out) {
        int n = 0;
        for (int word = 0; word < words; word++) {
            long left = bits[STARTS + word];
            int base = word << 6;
            // Sixteen, needed or not: how many there are is hard to foresee, that there are no more is not.
            int at = n;
            n += Long.bitCount(left);
            left = eight(left, base, out, at);
            left = eight(left, base, out, at + 8);
            for (at += 16; at < n; at += 8) {
                left = eight(left, base, out, at);
            }
        }
        return n;
    }

    /** Puts down the numbers of the first eight bits, or what there is of them, and returns the rest of the bits. */
    private static long eight(long bits, int base, int[] out, int at) {
        out[at] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 1] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 2] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 3] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 4] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 5] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 6] = base + Long.numberOfTrailingZeros(bits);
        bits &= bits - 1;
        out[at + 7] = base + Long.numberOfTrailingZeros(bits);
        return bits & bits - 1;
    }

    final boolean isLetter(int i) {
        return is(LOWER, i) || is(UPPER, i) || is(CASELESS, i);
    }

    final boolean isSpace(int i) {
        return is(BLANK, i) || is(TAB, i) || is(NEWLINE, i);
    }

    /** Whether a byte has the bit of a plane. */
    final boolean is(int plane, int i) {
        return Planes.bit(bits, plane, i);
    }

    /** Moves each bit of {@code ends} in a word, the last byte of a character, to the first byte of that character. */
    final void startAtFirstBytes(long ends, int word) {
        for (long left = ends; left != 0; left &= left - 1) {
            int i = (word << 6) + Long.numberOfTrailingZeros(left);
            while (is(CONTINUATION, i)) {
                i--;
            }
            Planes.set(bits, STARTS, i);
        }
    }
}
