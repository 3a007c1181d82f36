package dev.millrace.tokenizer;

/**
 * Turns documents into ids and says of each id which bytes of the document it stands for. The ids are those of an {@link
 * Encoder} with the same options; it is slower, so take it only where spans are wanted.
 *
 * <p>A span is counted in bytes of the document as it was given, whatever became of it on the way:
 *
 * <ul>
 *   <li>A token of bytes has exactly its bytes, also where they are a part of a character.
 *   <li>A token whose text a normalizer has made has all bytes that this text stands for: each token of {@code ½} under
 *       NFKC has the two bytes of {@code ½}, and a composed {@code é} the letter and the accent. What a normalizer or a
 *       pre-tokenizer removes belongs to no token.
 *   <li>What was put in, such as the {@code ▁} before a document, stands for nothing: a token of that alone has an empty
 *       span where it was put, and a longer one the span of the rest.
 *   <li>A token of U+FFFD, or of a byte of it, has the ill-formed bytes that were replaced.
 *   <li>An added token has its text, and the white space that it takes with it.
 *   <li>Tokens of a template have an empty span, at the start or at the end of the document.
 * </ul>
 *
 * <p>Starts never fall from one id to the next. Marks that a normalizer puts into another order have the places of the
 * order before, as in the reference library. {@link CodePointSpans} makes spans of code points out of those of bytes.
 *
 * <pre>{@code
 * encoder.begin(bytes, 0, bytes.length);
 * for (int n; (n = encoder.next(ids, spans, 0, ids.length)) > 0; ) {
 *     // ids[i] stands for bytes[spans[2 * i], spans[2 * i + 1])
 * }
 * }</pre>
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Take one per thread from {@link Tokenizer#newSpanEncoder}.
 */
public interface SpanEncoder {

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
     * Writes the next ids of the document to {@code ids[from, to)} and returns how many. The span of {@code ids[i]},
     * counted from the start of the document, is written to {@code spans[2 * i]}, its first byte, and {@code spans[2 * i
     * + 1]}, one past its last. It fills as much as there is room; 0 means that the document is finished, or that there
     * is no room ({@code from == to}).
     *
     * @throws IndexOutOfBoundsException if {@code spans} has not two places for each in {@code ids[0, to)}
     */
    int next(int[] ids, int[] spans, int from, int to);

    /** Whether ill-formed UTF-8 of the document begun last has been replaced by U+FFFD, so far as it was read. */
    boolean replacedInvalidUtf8();
}
