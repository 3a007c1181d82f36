package dev.millrace.tokenizer.redact;

import java.util.Arrays;

/**
 * A document without its identifiers, and where they were. Redactions are in order and do not overlap. Offsets are
 * counted in bytes: {@link #start} and {@link #end} in the document as it was given, {@link #redactedStart} and {@link
 * #redactedEnd} in the redacted one. No value is in it anywhere, unless nothing was found: then the text is the document.
 *
 * <p><b>Thread safety:</b> immutable, as long as nobody writes to its array.
 */
public final class RedactedText {
    /** Stands for as many {@code #} as the identifier has bytes. */
    static final byte[] MASKED = {};

    private static final int[] NOWHERE = {};
    private static final IdentifierType[] NO_TYPES = {};

    private final byte[] buffer;
    private final int from;
    private final int to;
    private final int[] starts;
    private final int[] ends;
    private final int[] redactedStarts;
    private final int[] redactedEnds;
    private final IdentifierType[] types;

    private RedactedText(
            byte[] buffer,
            int from,
            int to,
            int[] starts,
            int[] ends,
            int[] redactedStarts,
            int[] redactedEnds,
            IdentifierType[] types) {
        this.buffer = buffer;
        this.from = from;
        this.to = to;
        this.starts = starts;
        this.ends = ends;
        this.redactedStarts = redactedStarts;
        this.redactedEnds = redactedEnds;
        this.types = types;
    }

    /**
     * Puts the replacements into the document {@code source[from, to)}.
     *
     * @param starts where each identifier starts, counted from the start of the document, ascending
     * @param ends where it ends
     * @param replacements what takes its place
     */
    static RedactedText of(
            byte[] source, int from, int to, int[] starts, int[] ends, IdentifierType[] types, byte[][] replacements) {
        int n = starts.length;
        if (n == 0) {
            return unchanged(source, from, to);
        }
        long length = (long) to - from;
        for (int i = 0; i < n; i++) {
            int masked = replacements[i] == MASKED ? ends[i] - starts[i] : replacements[i].length;
            length += masked - (ends[i] - starts[i]);
        }
        byte[] redacted = new byte[Math.toIntExact(length)];
        int[] redactedStarts = new int[n];
        int[] redactedEnds = new int[n];
        int at = 0;
        int out = 0;
        for (int i = 0; i < n; i++) {
            int kept = starts[i] - at;
            System.arraycopy(source, from + at, redacted, out, kept);
            out += kept;
            redactedStarts[i] = out;
            if (replacements[i] == MASKED) {
                Arrays.fill(redacted, out, out + ends[i] - starts[i], (byte) '#');
                out += ends[i] - starts[i];
            } else {
                System.arraycopy(replacements[i], 0, redacted, out, replacements[i].length);
                out += replacements[i].length;
            }
            redactedEnds[i] = out;
            at = ends[i];
        }
        System.arraycopy(source, from + at, redacted, out, to - from - at);
        return new RedactedText(redacted, 0, redacted.length, starts, ends, redactedStarts, redactedEnds, types);
    }

    /** A document in which nothing was found. */
    public static RedactedText unchanged(byte[] source, int from, int to) {
        return new RedactedText(source, from, to, NOWHERE, NOWHERE, NOWHERE, NOWHERE, NO_TYPES);
    }

    /** The array that holds the redacted text; not to be changed. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where the redacted text starts in {@link #buffer}. */
    public int from() {
        return from;
    }

    /** Where it ends. */
    public int to() {
        return to;
    }

    /** Its length in bytes. */
    public int length() {
        return to - from;
    }

    /** A copy of the redacted text. */
    public byte[] toByteArray() {
        return Arrays.copyOfRange(buffer, from, to);
    }

    /** Number of identifiers. */
    public int size() {
        return starts.length;
    }

    /** Kind of identifier {@code i}. */
    public IdentifierType type(int i) {
        return types[i];
    }

    /** First byte of identifier {@code i} in the document. */
    public int start(int i) {
        return starts[i];
    }

    /** One past its last byte. */
    public int end(int i) {
        return ends[i];
    }

    /** First byte of what replaced it, in the redacted text. */
    public int redactedStart(int i) {
        return redactedStarts[i];
    }

    /** One past its last byte. */
    public int redactedEnd(int i) {
        return redactedEnds[i];
    }
}
