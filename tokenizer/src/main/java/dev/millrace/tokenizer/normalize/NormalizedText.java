package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import java.util.Arrays;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A text under rewriting: its present bytes and, if wanted, the bytes of the original that each of them stands for. There
 * are two ways to tell the latter. The <i>aligned</i> one is that of the reference library, on which ids can depend: a
 * character that stands for several is aligned with one of them, an inserted one with its neighbour. The <i>covering</i>
 * one is for people who want to find a token in the document: a character covers all that it stands for, an inserted
 * one covers nothing, and bytes that stay as they are are aligned one by one.
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
    private final boolean covering;
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
    /** Where the bytes start that were dropped last. */
    private int droppedFrom;
    /** Scratch for a part of the text. */
    private @Nullable NormalizedText part;

    private UnicodeForm.@Nullable Slice slice;
    /** The patterns that search in this text, and what each keeps for it. */
    private final IdentityHashMap<Replace.Pattern, Replace.Pattern> seekers = new IdentityHashMap<>();

    /** An empty text that keeps the alignments of the reference library if {@code aligned}. */
    public NormalizedText(boolean aligned) {
        this(aligned, false);
    }

    private NormalizedText(boolean aligned, boolean covering) {
        this.aligned = aligned;
        this.covering = covering;
    }

    /** Returns an empty text that knows all bytes of the original that each byte stands for. */
    public static NormalizedText covering() {
        return new NormalizedText(true, true);
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

    /** Whether alignments are those of the reference library. */
    boolean followsLibrary() {
        return aligned && !covering;
    }

    /** First byte of the original of byte {@code i}, counted from the start of the original. */
    public int start(int i) {
        return starts[i];
    }

    /** One past the last byte of the original of byte {@code i}. */
    public int end(int i) {
        return ends[i];
    }

    /** Makes {@code src[from, to)} the text, aligned with itself character by character, or covering byte by byte. */
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
                next = i + (covering ? 1 : CodePoints.length(CodePoints.at(bytes, i, length)));
                Arrays.fill(starts, i, next, i);
                Arrays.fill(ends, i, next, next);
            }
        }
    }

    /** The same pattern, with what it keeps from search to search. */
    Replace.Pattern seeker(Replace.Pattern pattern) {
        return seekers.computeIfAbsent(pattern, Replace.Pattern::forOneThread);
    }

    /** Scratch of the Unicode forms. */
    UnicodeForm.Slice slice() {
        if (slice == null) {
            slice = new UnicodeForm.Slice();
        }
        return slice;
    }

    /** Begins a pass. */
    void begin() {
        nextLength = 0;
        consumed = 0;
        droppedFrom = 0;
    }

    /** Drops the old characters up to byte {@code to}. */
    void dropTo(int to) {
        droppedFrom = consumed;
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
        droppedFrom = to;
    }

    /** Appends a code point with its change. */
    void emit(int codePoint, int change) {
        reserve(4);
        int n = CodePoints.put(codePoint, nextBytes, nextLength);
        if (covering) {
            emitCovering(codePoint, change, n);
        } else if (aligned) {
            int source = change > 0 ? consumed - 1 : Math.min(consumed, length - 1);
            align(n, source < 0 ? 0 : starts[source], source < 0 ? 0 : ends[source]);
            consume(1 - change);
        }
        nextLength += n;
    }

    private void emitCovering(int codePoint, int change, int n) {
        int from = consumed;
        if (change > 0) {
            from -= consumed == 0 ? 0 : CodePoints.length(CodePoints.before(bytes, 0, consumed));
        } else {
            consume(1 - change);
        }
        // A mark may have come from elsewhere.
        boolean mark = (NormalizationData.INSTANCE.flags(codePoint) & NormalizationData.NONSTARTER) != 0;
        if (change == 0 && !mark && consumed - from == n && CodePoints.at(bytes, from, length) == codePoint) {
            System.arraycopy(starts, from, nextStarts, nextLength, n);
            System.arraycopy(ends, from, nextEnds, nextLength, n);
        } else {
            cover(n, from, consumed);
        }
    }

    private void consume(int characters) {
        for (int i = 0; i < characters && consumed < length; i++) {
            consumed += CodePoints.length(CodePoints.at(bytes, consumed, length));
        }
    }

    /** Lets the next {@code n} bytes cover the old bytes {@code [from, to)}. */
    private void cover(int n, int from, int to) {
        int start = from < length ? starts[from] : length == 0 ? 0 : ends[length - 1];
        align(n, start, from < to ? Math.max(start, ends[to - 1]) : start);
    }

    private void align(int n, int start, int end) {
        Arrays.fill(nextStarts, nextLength, nextLength + n, start);
        Arrays.fill(nextEnds, nextLength, nextLength + n, end);
    }

    /**
     * Appends a code point for byte {@code part} of the next old character; when there is one for each, they are to be
     * dropped.
     */
    void emitPart(int codePoint, int part) {
        if (covering) {
            reserve(4);
            int n = CodePoints.put(codePoint, nextBytes, nextLength);
            cover(n, consumed + part, consumed + part + 1);
            nextLength += n;
        } else {
            emit(codePoint, part == 0 ? 0 : 1);
        }
    }

    /** Appends {@code text} in place of what was dropped just before. */
    void insert(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, nextBytes, nextLength, text.length);
        if (covering) {
            cover(text.length, droppedFrom, consumed);
        } else if (aligned) {
            // As an insertion: with the last character before it.
            align(text.length, consumed == 0 ? 0 : starts[consumed - 1], consumed == 0 ? 0 : ends[consumed - 1]);
        }
        nextLength += text.length;
    }

    /** Begins with {@code text}, before a text that is not empty. */
    void prepend(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, nextBytes, nextLength, text.length);
        if (aligned) {
            align(text.length, starts[0], covering ? starts[0] : ends[0]);
        }
        nextLength += text.length;
    }

    /**
     * Replaces each ASCII character from where the pass stands by what {@code table} has for it, -1 for nothing, up to
     * the first other character; returns where that is. Not for aligned texts.
     */
    int map(byte[] table) {
        reserve(length - consumed);
        byte[] from = bytes;
        byte[] to = nextBytes;
        int in = consumed;
        int out = nextLength;
        while (in < length && from[in] >= 0) {
            byte mapped = table[from[in++]];
            to[out] = mapped;
            out += mapped >= 0 ? 1 : 0;
        }
        consumed = in;
        nextLength = out;
        return in;
    }

    /** Appends the old bytes from where the pass stands up to {@code to} as {@code normalizer} rewrites them. */
    void normalizeTo(int to, Normalizer normalizer) {
        if (part == null) {
            part = new NormalizedText(false);
        }
        part.reset(bytes, consumed, to);
        normalizer.apply(part);
        reserve(part.length);
        System.arraycopy(part.bytes, 0, nextBytes, nextLength, part.length);
        nextLength += part.length;
        consumed = to;
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
