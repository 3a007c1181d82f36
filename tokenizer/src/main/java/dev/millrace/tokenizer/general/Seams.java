package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * The pairs of characters between which some merge happens. Where a text has a pair of tokens that is not among them, no
 * merge can ever reach across, so the text can be cut there and its parts encoded alone with the same ids.
 *
 * <p>A bitmap over a hash of the pair: a pair that is there by accident only misses a cut. Pairs of ASCII characters
 * have a bitmap of their own, without a hash.
 *
 * <p><b>Thread safety:</b> immutable once filled.
 */
final class Seams {
    private static final int BITS = 20;

    private final long[] bitmap = new long[1 << BITS - 6];
    /** The second characters after which no cut is after each ASCII character: two words each. */
    private final long[] ascii = new long[256];
    /** The characters that are tokens, one bit each. */
    private final long[] known = new long[CodePoints.ILL_FORMED + 256 >> 6];

    /** No pairs yet; a cut must have a token of {@code vocabulary} on either side. */
    Seams(Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] token = vocabulary.contains(id) ? vocabulary.token(id) : new byte[0];
            if (token.length > 0 && token.length <= 4 && vocabulary.find(token, 0, token.length) >= 0) {
                int c = CodePoints.at(token, 0, token.length);
                if (CodePoints.length(c) == token.length) {
                    known[c >>> 6] |= 1L << c;
                }
            }
        }
        for (int pair = 0; pair < 1 << 14; pair++) {
            if (!isKnown(pair >>> 7) || !isKnown(pair & 127)) {
                ascii[pair >>> 6] |= 1L << pair;
            }
        }
    }

    /** Notes that a merge joins {@code left} and {@code right}. */
    void add(int left, int right) {
        int bit = bit(left, right);
        bitmap[bit >>> 6] |= 1L << bit;
        if ((left | right) < 128) {
            ascii[left << 1 | right >>> 6] |= 1L << right;
        }
    }

    /** The first place after {@code from} where {@code text[from, to)} can be cut, or {@code to}. */
    int nextCut(byte[] text, int from, int to) {
        int c = CodePoints.at(text, from, to);
        int i = from + CodePoints.length(c);
        while (i < to) {
            int d = text[i];
            if ((c | d) >= 0 && c < 128) {
                if ((ascii[c << 1 | d >>> 6] >>> d & 1) == 0) {
                    return i;
                }
                i++;
            } else {
                d = CodePoints.at(text, i, to);
                if (!mayJoin(c, d) && isKnown(c) && isKnown(d)) {
                    return i;
                }
                i += CodePoints.length(d);
            }
            c = d;
        }
        return to;
    }

    private boolean isKnown(int c) {
        return (known[c >>> 6] >>> c & 1) != 0;
    }

    /** Whether a merge may join the two. */
    private boolean mayJoin(int left, int right) {
        int bit = bit(left, right);
        return (bitmap[bit >>> 6] >>> bit & 1) != 0;
    }

    private static int bit(int left, int right) {
        return (int) (((long) left << 21 | right) * 0x9E3779B97F4A7C15L >>> 64 - BITS);
    }
}
