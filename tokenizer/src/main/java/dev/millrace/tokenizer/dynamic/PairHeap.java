package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * Pairs by rank, greatest on top: the more frequent first, then the one that occurs earlier. An entry keeps the rank
 * that its pair had when it was added; whoever takes the top compares it with what the pair has now.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PairHeap {
    private long[] ranks = new long[64];
    private int[] pairs = new int[64];
    private int size;

    /** The rank of a pair with {@code count} occurrences of which the first is at {@code position}. */
    static long rank(int count, int position) {
        return (long) count << 32 | ~position & 0xffff_ffffL;
    }

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long topRank() {
        return ranks[0];
    }

    int topPair() {
        return pairs[0];
    }

    /** Adds an entry without putting it in its place; {@link #order} must follow. */
    void append(long rank, int pair) {
        if (size == ranks.length) {
            ranks = Arrays.copyOf(ranks, 2 * size);
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        ranks[size] = rank;
        pairs[size++] = pair;
    }

    /** Makes a heap of what was appended. */
    void order() {
        for (int i = (size >> 1) - 1; i >= 0; i--) {
            sink(i, ranks[i], pairs[i]);
        }
    }

    void add(long rank, int pair) {
        append(rank, pair);
        int i = size - 1;
        while (i > 0 && ranks[i - 1 >> 1] < rank) {
            ranks[i] = ranks[i - 1 >> 1];
            pairs[i] = pairs[i - 1 >> 1];
            i = i - 1 >> 1;
        }
        ranks[i] = rank;
        pairs[i] = pair;
    }

    void removeTop() {
        size--;
        if (size > 0) {
            sink(0, ranks[size], pairs[size]);
        }
    }

    /** Gives the top entry another rank. */
    void replaceTop(long rank) {
        sink(0, rank, pairs[0]);
    }

    private void sink(int from, long rank, int pair) {
        int i = from;
        for (int child; (child = 2 * i + 1) < size; i = child) {
            if (child + 1 < size && ranks[child + 1] > ranks[child]) {
                child++;
            }
            if (ranks[child] <= rank) {
                break;
            }
            ranks[i] = ranks[child];
            pairs[i] = pairs[child];
        }
        ranks[i] = rank;
        pairs[i] = pair;
    }
}
