package dev.millrace.tokenizer.train;

import java.util.Arrays;
import java.util.List;

/**
 * Whether the bytes of two tokens may become a token. A pair that may not is dropped for good.
 *
 * <p><b>Thread safety:</b> immutable.
 */
@FunctionalInterface
public interface MergeRule {
    /** Allows everything. */
    MergeRule ANY = joined -> true;

    /** Whether {@code joined} may be a token. */
    boolean allows(byte[] joined);

    /** Both rules. */
    default MergeRule and(MergeRule other) {
        return joined -> allows(joined) && other.allows(joined);
    }

    /** Tokens of at most {@code bytes} bytes. */
    static MergeRule maxLength(int bytes) {
        return joined -> joined.length <= bytes;
    }

    /**
     * The rule of SuperBPE's second stage (Liu et al., arXiv 2503.13423): no forbidden text inside, and at most so many
     * words, which are what spaces leave between them.
     */
    static MergeRule superwords(List<byte[]> forbidden, int maxWords) {
        List<byte[]> texts = List.copyOf(forbidden);
        return joined -> words(joined) <= maxWords && texts.stream().noneMatch(text -> contains(joined, text));
    }

    private static int words(byte[] text) {
        int words = 0;
        for (int i = 0; i < text.length; i++) {
            words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ') ? 1 : 0;
        }
        return words;
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int at = 0; at + part.length <= text.length; at++) {
            if (Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
