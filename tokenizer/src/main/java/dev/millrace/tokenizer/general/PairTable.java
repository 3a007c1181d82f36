package dev.millrace.tokenizer.general;

import java.util.Arrays;

/**
 * Which pairs of ids merge, in which order, into what; open addressing.
 *
 * <p><b>Thread safety:</b> immutable once filled.
 */
final class PairTable {
    private static final long FREE = -1;

    /**
     * Per slot: the key, left id in the upper half and right id in the lower one; then the value, rank in the upper half
     * and id of the merged token in the lower one.
     */
    private final long[] slots;

    PairTable(int pairs) {
        slots = new long[2 * (Integer.highestOneBit(Math.max(8, pairs)) << 2)];
        Arrays.fill(slots, FREE);
    }

    /** Adds a pair, or replaces what it had. */
    void put(int left, int right, int rank, int merged) {
        long key = (long) left << 32 | right;
        int slot = slot(key);
        slots[slot] = key;
        slots[slot + 1] = (long) rank << 32 | merged;
    }

    /** The rank of a pair in the upper half and the id it merges into in the lower one, or -1 if it does not merge. */
    long get(int left, int right) {
        return slots[slot((long) left << 32 | right) + 1];
    }

    private int slot(long key) {
        int mask = slots.length - 2;
        int s = (int) (key * 0x9E3779B97F4A7C15L >>> 37) & mask;
        while (slots[s] != key && slots[s] != FREE) {
            s = s + 2 & mask;
        }
        return s;
    }
}
