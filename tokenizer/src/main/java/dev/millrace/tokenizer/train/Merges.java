package dev.millrace.tokenizer.train;

import java.util.Arrays;

/** Merges in the order in which they were learnt. */
public final class Merges {
    private int[] ids = new int[3 * 64];
    private long[] counts = new long[64];
    private int size;

    Merges() {}

    void add(int left, int right, int merged, long count) {
        if (size == counts.length) {
            ids = Arrays.copyOf(ids, 2 * ids.length);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        ids[3 * size] = left;
        ids[3 * size + 1] = right;
        ids[3 * size + 2] = merged;
        counts[size++] = count;
    }

    /** The first {@code count} of these. */
    Merges first(int count) {
        Merges first = new Merges();
        for (int i = 0; i < Math.min(size, count); i++) {
            first.add(left(i), right(i), merged(i), count(i));
        }
        return first;
    }

    /** Number of merges. */
    public int size() {
        return size;
    }

    /** Id of the left token. */
    public int left(int merge) {
        return ids[3 * merge];
    }

    /** Id of the right token. */
    public int right(int merge) {
        return ids[3 * merge + 1];
    }

    /** Id of the token that the two become; one that exists already if a merge before led to the same bytes. */
    public int merged(int merge) {
        return ids[3 * merge + 2];
    }

    /** How often the pair occurred in the corpus when it was merged. */
    public long count(int merge) {
        return counts[merge];
    }
}
