package dev.millrace.tokenizer.general;

/**
 * The pieces that a pre-tokenizer cuts a text into, one after the other: {@link #start}, then {@link #next} until it
 * says no. The present piece is {@code text[from, to)} and is never empty.
 *
 * <p><b>Thread safety:</b> none; a worker of one encoder.
 */
public abstract class Pieces {
    /** Holds the present piece; valid until the next call. */
    byte[] text = {};

    int from;
    int to;
    /** Whether the present piece starts where the document starts. */
    boolean atDocumentStart;

    /** Begins with {@code source[start, end)}. */
    abstract void start(byte[] source, int start, int end, boolean documentStart);

    /** Moves to the next piece; false if there is none. */
    abstract boolean next();

    /** Where in the source what byte {@code i} of the present piece stands for starts; {@code i} counts as in {@link #text}. */
    int sourceStart(int i) {
        return i;
    }

    /** Where in the source what byte {@code i} of the present piece stands for ends; its start if it was put in. */
    int sourceEnd(int i) {
        return i + 1;
    }
}
