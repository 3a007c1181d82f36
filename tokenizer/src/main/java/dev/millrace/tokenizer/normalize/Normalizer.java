package dev.millrace.tokenizer.normalize;

import java.util.Arrays;

/**
 * Rewrites text in UTF-8.
 *
 * <p><b>Thread safety:</b> immutable; each thread brings its own {@link NormalizedText}.
 */
public interface Normalizer {

    /** Whether {@code text[from, to)} is certain to stay as it is; a quick check that may say no without need. */
    boolean leavesAlone(byte[] text, int from, int to);

    /** Rewrites {@code text} in place. */
    void apply(NormalizedText text);

    /** Returns the normalized form of {@code text[from, to)} as a new array. */
    default byte[] normalize(byte[] text, int from, int to) {
        if (leavesAlone(text, from, to)) {
            return Arrays.copyOfRange(text, from, to);
        }
        NormalizedText normalized = new NormalizedText(false);
        normalized.reset(text, from, to);
        apply(normalized);
        return Arrays.copyOf(normalized.bytes(), normalized.length());
    }
}
