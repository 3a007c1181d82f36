package dev.millrace.tokenizer;

/**
 * The tokens of a tokenizer as bytes: what a document decodes to is the bytes of its tokens, one after the other.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface TokenSet {

    /** Greatest id + 1, added tokens included; ids may have holes. */
    int size();

    /** Whether {@code id} is a token. */
    boolean contains(int id);

    /** Whether {@code id} is a special token: a sign for the model, not text. */
    boolean isSpecial(int id);

    /** The bytes of a token, as a new array. */
    byte[] bytes(int id);

    /** The id of the token that merges can make of {@code text[from, to)}, or -1 if there is none. */
    int find(byte[] text, int from, int to);

    /**
     * The merges in the order in which they apply, each the left id in the upper half and the right id in the lower one;
     * empty if the model has none of this kind.
     */
    default long[] merges() {
        return new long[0];
    }

    /** Returns a new worker that encodes with the model alone, for one thread. */
    Speller newSpeller();

    /** Encodes with the model alone: no added tokens, normalizer, pre-tokenizer or template. */
    interface Speller {
        /** The ids of {@code text}. */
        int[] spell(byte[] text);
    }
}
