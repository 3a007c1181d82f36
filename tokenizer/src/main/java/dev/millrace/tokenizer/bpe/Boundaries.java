package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * Between which two characters no token of a vocabulary reaches. There no merge can ever cross, so that the text on
 * either side can be encoded by itself: an exact cut inside a piece.
 *
 * <p>Every token is looked through for the neighbours inside it. Where it begins or ends in the middle of a character,
 * the part counts as a neighbour of its own kind. All neighbours are in one hashed bit set; a false positive is a cut
 * missed and nothing worse.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class Boundaries {
    private static final int BITS = 20;

    private final long[] pairs = new long[1 << BITS - 6];
    /** By its last byte, whether the end of a character is the begin of a token; by its first, the same for ends. */
    private final boolean[] partialLeft = new boolean[256];

    private final boolean[] partialRight = new boolean[256];

    Boundaries(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id) && vocabulary.length(id) > 1) {
                add(vocabulary.token(id));
            }
        }
    }

    /**
     * Whether the text can be cut at {@code i}. It can not be where {@code text[from, to)} has no well-formed character
     * on both sides.
     */
    boolean cutsAt(byte[] text, int from, int i, int to) {
        int left = charBefore(text, from, i);
        int right = charAt(text, i, to);
        if (left <= 0 || right <= 0 || has(text, i - left, i, i + right)) {
            return false;
        }
        boolean lefts = left > 1 && partialLeft[text[i - 1] & 0xff];
        boolean rights = right > 1 && partialRight[text[i] & 0xff];
        return !(lefts || rights) || !hasPartial(text, i, left, right, lefts, rights);
    }

    /** The first place in {@code (from, to)} where the text can be cut, or {@code to}; only such beside non-ASCII count. */
    int nextCut(byte[] text, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if ((text[i] < 0 ? (text[i] & 0x40) != 0 : text[i - 1] < 0) && cutsAt(text, from, i, to)) {
                return i;
            }
        }
        return to;
    }

    private boolean hasPartial(byte[] text, int i, int left, int right, boolean lefts, boolean rights) {
        for (int l = lefts ? 1 : left; l <= left; l++) {
            for (int r = rights ? 1 : right; r <= right; r++) {
                if (has(text, i - l, i, i + r)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void add(byte[] token) {
        for (int i = 1; i < token.length; i++) {
            int left = charBefore(token, 0, i);
            int right = charAt(token, i, token.length);
            if (left == 0 || right == 0) {
                continue;
            }
            if (left < 0) {
                partialLeft[token[i - 1] & 0xff] = true;
            }
            if (right < 0) {
                partialRight[token[i] & 0xff] = true;
            }
            int bit = bit(token, i - Math.abs(left), i, i + Math.abs(right));
            pairs[bit >> 6] |= 1L << bit;
        }
    }

    private boolean has(byte[] text, int from, int middle, int to) {
        int bit = bit(text, from, middle, to);
        return (pairs[bit >> 6] >>> bit & 1) != 0;
    }

    private static int bit(byte[] text, int from, int middle, int to) {
        long key = (long) middle - from;
        for (int i = from; i < to; i++) {
            key = key << 8 | text[i] & 0xff;
        }
        key *= 0x9E3779B97F4A7C15L;
        key ^= key >>> 32;
        return (int) (key * 0xC2B2AE3D27D4EB4FL >>> 64 - BITS);
    }

    /**
     * Bytes of the well-formed character that ends before {@code i}; if all of {@code text[from, i)} is the end of a
     * character, minus their number; else 0.
     */
    private static int charBefore(byte[] text, int from, int i) {
        int at = i - 1;
        while (at >= from && at > i - 4 && (text[at] & 0xC0) == 0x80) {
            at--;
        }
        if (at < from) {
            return i - from <= 3 ? from - i : 0;
        }
        int length = charAt(text, at, i);
        return length == i - at ? length : 0;
    }

    /**
     * Bytes of the character at {@code i}; if it lacks bytes only because the text ends at {@code to}, minus the number
     * of those there are; 0 if it is malformed.
     */
    private static int charAt(byte[] text, int i, int to) {
        int b = text[i] & 0xff;
        int length = b < 0x80 ? 1 : b < 0xc2 ? 0 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf5 ? 4 : 0;
        int there = Math.min(length, to - i);
        for (int k = 1; k < there; k++) {
            if ((text[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return there == length ? length : -there;
    }
}
