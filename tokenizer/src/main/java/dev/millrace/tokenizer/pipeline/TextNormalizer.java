package dev.millrace.tokenizer.pipeline;

/**
 * Rewrites well-formed UTF-8 before it is cut into pieces.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface TextNormalizer {

    /** Whether {@code text[from, to)} is certain to stay as it is; a quick check that may say no without need. */
    boolean leavesAlone(byte[] text, int from, int to);

    /** Returns the normalized form of {@code text[from, to)} as a new array. */
    byte[] normalize(byte[] text, int from, int to);
}
