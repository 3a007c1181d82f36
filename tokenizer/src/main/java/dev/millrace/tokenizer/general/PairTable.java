package dev.millrace.tokenizer.general;

import java.util.Arrays;

/**
 * Which pairs of ids merge, in which order, into what; open addressing.
 *
 * <p><b>Thread safety:</b> immutable once filled.
 */
final class PairTable {
    private static final long FREE = -1;

    /** Left id in the upper half, right id in the lower one. */
    private final long[] keys;
    /** Rank in the upper half, id of the merged token in the lower one. */
    private final long[] values;

    PairTable(int pairs) {
        int slots = Integer.highestOneBit(Math.max(8, pairs)) << 2;
        keys = new long[slots];
        values = new long[slots];
        Arrays.fill(keys, FREE);
    }

    /** Adds a pair, or replaces what it had. */
    void put(int left, int right, int rank, int merged) {
        long key = (long) left << 32 | right;
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = (long) rank << 32 | merged;
    }

    /** The rank of a pair in the upper half and the id it merges into in the lower one, or -1 if it does not merge. */
    long get(int left, int right) {
        long key = (long) left << 32 | right;
        int slot = slot(key);
        return keys[slot] == FREE ? -1 : values[slot];
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int s = (int) (key * 0x9E3779B97F4A7C15L >>> 38) & mask;
        while (keys[s] != key && keys[s] != FREE) {
            s = s + 1 & mask;
        }
        return s;
    }
}
