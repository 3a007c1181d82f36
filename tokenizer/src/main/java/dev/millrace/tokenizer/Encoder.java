package dev.millrace.tokenizer;

/**
 * Turns one document after the other into ids. The caller owns both buffers, and the work is resumable: a document of
 * any length can be read through a small buffer.
 *
 * <pre>{@code
 * encoder.begin(bytes, 0, bytes.length);
 * for (int n; (n = encoder.next(ids, 0, ids.length)) > 0; ) {
 *     consume(ids, n);
 * }
 * }</pre>
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Take one per thread from {@link Tokenizer#newEncoder}.
 *
 * <p><b>Memory:</b> scratch is kept from document to document and grows with the longest piece that the pre-tokenizer
 * leaves whole, not with the document; in steady state nothing is allocated.
 */
public interface Encoder {

    /**
     * Begins the document {@code src[from, to)}, whatever became of the one before. {@code src} is read until the
     * document is finished and must not be changed until then.
     *
     * @throws MalformedInputException if the document is not well-formed UTF-8 and the options say {@link
     *     InvalidUtf8#REJECT}
     * @throws SpecialTokenException if it contains the text of a special token and the options say {@link
     *     SpecialTokens#REFUSE}
     */
    void begin(byte[] src, int from, int to);

    /**
     * Writes the next ids of the document to {@code dst[from, to)} and returns how many. It fills as much as there is
     * room; 0 means that the document is finished, or that there is no room ({@code from == to}).
     */
    int next(int[] dst, int from, int to);

    /**
     * Counts the ids of {@code src[from, to)} without keeping them; ends the document begun before. The same
     * exceptions as {@link #begin}.
     */
    long count(byte[] src, int from, int to);

    /** Whether ill-formed UTF-8 of the document begun last has been replaced by U+FFFD, so far as it was read. */
    boolean replacedInvalidUtf8();
}
