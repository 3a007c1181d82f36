package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/** Encodes the bytes of single tokens by looking up concatenations, as tiktoken does; for loading. */
final class ByteRankMerger {
    private static final int NONE = Integer.MAX_VALUE;

    private final Vocabulary vocabulary;
    /** Ids of the tokens of two bytes, by first and second byte. */
    private final int[] pairs = new int[1 << 16];

    private final int[] byteIds = new int[256];
    /** Starts of the parts, and the rank of each with its right neighbour. */
    private int[] starts = new int[64];

    private int[] ranks = new int[64];

    ByteRankMerger(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        Arrays.fill(pairs, NONE);
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id) && vocabulary.length(id) == 2) {
                byte[] token = vocabulary.token(id);
                pairs[(token[0] & 0xff) << 8 | token[1] & 0xff] = id;
            }
        }
        byte[] one = new byte[1];
        for (int b = 0; b < 256; b++) {
            one[0] = (byte) b;
            byteIds[b] = vocabulary.find(one, 0, 1);
        }
    }

    /** The two ids that are left before the bytes of token {@code id} have become it, as two halves; -1 if they never do. */
    long lastPair(int id) {
        byte[] token = vocabulary.token(id);
        int n = token.length;
        if (n + 1 > starts.length) {
            starts = new int[2 * n];
            ranks = new int[2 * n];
        }
        for (int i = 0; i <= n; i++) {
            starts[i] = i;
        }
        for (int i = 0; i + 1 < n; i++) {
            ranks[i] = pairs[(token[i] & 0xff) << 8 | token[i + 1] & 0xff];
        }
        while (n > 2) {
            int best = 0;
            for (int i = 1; i + 1 < n; i++) {
                best = ranks[i] < ranks[best] ? i : best;
            }
            if (ranks[best] == NONE) {
                return -1;
            }
            System.arraycopy(starts, best + 2, starts, best + 1, n - best - 1);
            System.arraycopy(ranks, best + 2, ranks, best + 1, n - best - 2);
            n--;
            if (best > 0) {
                ranks[best - 1] = rank(token, best - 1);
            }
            if (best + 1 < n) {
                ranks[best] = rank(token, best);
            }
        }
        int left = id(token, starts[0], starts[1]);
        int right = id(token, starts[1], starts[2]);
        return left < 0 || right < 0 ? -1 : (long) left << 32 | right;
    }

    private int rank(byte[] token, int part) {
        int rank = vocabulary.find(token, starts[part], starts[part + 2]);
        return rank < 0 ? NONE : rank;
    }

    private int id(byte[] token, int from, int to) {
        return to - from == 1 ? byteIds[token[from] & 0xff] : vocabulary.find(token, from, to);
    }
}
