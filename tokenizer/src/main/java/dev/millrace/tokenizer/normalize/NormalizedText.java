package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import java.util.Arrays;

/**
 * A text under rewriting: its present bytes and, if wanted, the bytes of the original that each of them stands for.
 *
 * <p>A rewriting pass is {@link #begin}, then one {@link #emit} or {@link #copy} for everything that stays, in order,
 * then {@link #commit}. How many old characters an emitted one replaces is its <i>change</i>, as in the reference
 * library: 1 is an insertion, which takes the alignment of what is before it; 0 replaces the next old character; -n
 * replaces the next and removes the n after it.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class NormalizedText {
    private final boolean aligned;
    private byte[] bytes = new byte[256];
    private int length;
    /** Where the original of each byte starts, in bytes of the original; used only if aligned. */
    private int[] starts = {};
    /** Where it ends. */
    private int[] ends = {};

    private byte[] nextBytes = new byte[256];
    private int nextLength;
    private int[] nextStarts = {};
    private int[] nextEnds = {};
    /** Bytes of the old text that have been replaced, removed or copied. */
    private int consumed;

    /** An empty text that keeps alignments if {@code aligned}. */
    public NormalizedText(boolean aligned) {
        this.aligned = aligned;
    }

    /** The present text is {@code bytes()[0, length())}; valid until the next pass. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes of the present text. */
    public int length() {
        return length;
    }

    /** Whether alignments are kept. */
    public boolean isAligned() {
        return aligned;
    }

    /** First byte of the original of byte {@code i}, counted from the start of the original. */
    public int start(int i) {
        return starts[i];
    }

    /** One past the last byte of the original of byte {@code i}. */
    public int end(int i) {
        return ends[i];
    }

    /** Makes {@code src[from, to)} the text, aligned with itself character by character. */
    public void reset(byte[] src, int from, int to) {
        length = to - from;
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        System.arraycopy(src, from, bytes, 0, length);
        if (aligned) {
            if (starts.length < length) {
                starts = new int[length];
                ends = new int[length];
            }
            for (int i = 0, next; i < length; i = next) {
                next = i + CodePoints.length(CodePoints.at(bytes, i, length));
                Arrays.fill(starts, i, next, i);
                Arrays.fill(ends, i, next, next);
            }
        }
    }

    /** Begins a pass. */
    void begin() {
        nextLength = 0;
        consumed = 0;
    }

    /** Drops the old characters up to byte {@code to}. */
    void dropTo(int to) {
        consumed = to;
    }

    /** Keeps the old bytes from where the pass stands up to byte {@code to}. */
    void copy(int to) {
        int n = to - consumed;
        reserve(n);
        System.arraycopy(bytes, consumed, nextBytes, nextLength, n);
        if (aligned) {
            System.arraycopy(starts, consumed, nextStarts, nextLength, n);
            System.arraycopy(ends, consumed, nextEnds, nextLength, n);
        }
        nextLength += n;
        consumed = to;
    }

    /** Appends a code point with its change. */
    void emit(int codePoint, int change) {
        reserve(4);
        int n = CodePoints.put(codePoint, nextBytes, nextLength);
        if (aligned) {
            int source = change > 0 ? consumed - 1 : Math.min(consumed, length - 1);
            Arrays.fill(nextStarts, nextLength, nextLength + n, source < 0 ? 0 : starts[source]);
            Arrays.fill(nextEnds, nextLength, nextLength + n, source < 0 ? 0 : ends[source]);
            for (int replaced = change; replaced <= 0 && consumed < length; replaced++) {
                consumed += CodePoints.length(CodePoints.at(bytes, consumed, length));
            }
        }
        nextLength += n;
    }

    /** Appends all of {@code text}, each byte aligned as an insertion. */
    void insert(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, nextBytes, nextLength, text.length);
        if (aligned) {
            Arrays.fill(nextStarts, nextLength, nextLength + text.length, consumed == 0 ? 0 : starts[consumed - 1]);
            Arrays.fill(nextEnds, nextLength, nextLength + text.length, consumed == 0 ? 0 : ends[consumed - 1]);
        }
        nextLength += text.length;
    }

    /** Ends the pass: what was emitted is the text. */
    void commit() {
        byte[] oldBytes = bytes;
        bytes = nextBytes;
        nextBytes = oldBytes;
        length = nextLength;
        int[] oldStarts = starts;
        starts = nextStarts;
        nextStarts = oldStarts;
        int[] oldEnds = ends;
        ends = nextEnds;
        nextEnds = oldEnds;
    }

    private void reserve(int more) {
        long needed = (long) nextLength + more;
        if (needed > nextBytes.length) {
            nextBytes = Arrays.copyOf(nextBytes, capacity(needed));
        }
        if (aligned && needed > nextStarts.length) {
            nextStarts = Arrays.copyOf(nextStarts, nextBytes.length);
            nextEnds = Arrays.copyOf(nextEnds, nextBytes.length);
        }
    }

    private static int capacity(long needed) {
        if (needed > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("a normalized text must be shorter than 2 GiB");
        }
        return (int) Math.min(Integer.MAX_VALUE - 8, needed + (needed >> 3) + 64);
    }
}
