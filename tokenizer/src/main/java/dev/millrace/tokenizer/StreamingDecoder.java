package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Turns ids back into bytes or text as they come, for one document after the other. However the ids are cut into calls,
 * the outputs one after the other are what {@link Tokenizer#decode} makes of all of them. The bytes of a character that
 * is not complete are held back until it is, or until it is clear that it never will be.
 *
 * <pre>{@code
 * StreamingDecoder decoder = tokenizer.newDecoder();
 * while (model.hasNext()) {
 *     System.out.print(decoder.text(model.nextId()));
 * }
 * System.out.print(decoder.finishText());
 * }</pre>
 *
 * <p>What a decoder does to the last token of a document, it can only do at the end; so a token may be held back, and of
 * the rare decoders that look at the whole text at once, all is.
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Take one per thread from {@link Tokenizer#newDecoder}.
 */
public interface StreamingDecoder {

    /**
     * Takes the next ids, {@code ids[from, to)}, and returns the bytes that are certain now; there may be none.
     *
     * @throws IllegalArgumentException if an id is not in the vocabulary; the message names it and its index. None of the
     *     ids is taken then.
     */
    byte[] bytes(int[] ids, int from, int to);

    /** Ends the document and returns what was held back; the next id begins a new one. */
    byte[] finish();

    /**
     * Takes the next id and returns the text that is certain now, as {@link #bytes} does; what is no UTF-8 is replaced by
     * U+FFFD.
     */
    default String text(int id) {
        return text(new int[] {id}, 0, 1);
    }

    /** Takes the next ids and returns the text that is certain now, as {@link #text(int)} does. */
    default String text(int[] ids, int from, int to) {
        return new String(bytes(ids, from, to), UTF_8);
    }

    /** Ends the document as {@link #finish} does; half a character becomes U+FFFD. */
    default String finishText() {
        return new String(finish(), UTF_8);
    }
}
