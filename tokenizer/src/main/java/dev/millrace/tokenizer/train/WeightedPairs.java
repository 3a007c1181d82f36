package dev.millrace.tokenizer.train;

import java.util.Arrays;

/**
 * The pairs of a corpus: how often each occurs, weighted, and where. Occurrences are doubly linked lists in arrays by
 * the position of the left token; one that is added behind a later one makes its list unordered, which is noted.
 *
 * <p><b>Thread safety:</b> none.
 */
final class WeightedPairs {
    static final int NONE = -1;

    /** Open addressing; a slot holds the pair + 1, or 0 if it is free. */
    private int[] slots = new int[1 << 12];

    private long[] keys = new long[1 << 10];
    private long[] counts = new long[1 << 10];
    private int[] heads = new int[1 << 10];
    private int[] tails = new int[1 << 10];
    private int[] rounds = new int[1 << 10];
    private boolean[] unordered = new boolean[1 << 10];
    private int size;

    private final int[] pairAt;
    private final int[] nextAt;
    private final int[] previousAt;

    WeightedPairs(int positions) {
        pairAt = new int[positions];
        Arrays.fill(pairAt, NONE);
        nextAt = new int[positions];
        previousAt = new int[positions];
    }

    int size() {
        return size;
    }

    /** Left id in the upper half, right id in the lower one. */
    long key(int pair) {
        return keys[pair];
    }

    int left(int pair) {
        return (int) (keys[pair] >>> 32);
    }

    int right(int pair) {
        return (int) keys[pair];
    }

    long count(int pair) {
        return counts[pair];
    }

    /** Whether {@code pair} has been marked in {@code round} before; marks it. */
    boolean mark(int pair, int round) {
        boolean marked = rounds[pair] == round;
        rounds[pair] = round;
        return marked;
    }

    boolean isAt(int pair, int position) {
        return pairAt[position] == pair;
    }

    /** The positions of a pair, ascending. */
    int[] positions(int pair) {
        int[] positions = new int[16];
        int n = 0;
        for (int at = heads[pair]; at != NONE; at = nextAt[at]) {
            if (n == positions.length) {
                positions = Arrays.copyOf(positions, 2 * n);
            }
            positions[n++] = at;
        }
        int[] all = Arrays.copyOf(positions, n);
        if (unordered[pair]) {
            Arrays.sort(all);
        }
        return all;
    }

    /** The pair, or {@link #NONE} if it has never occurred. */
    int find(int left, int right) {
        long key = (long) left << 32 | right;
        int mask = slots.length - 1;
        for (int slot = hash(key) & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            if (keys[slots[slot] - 1] == key) {
                return slots[slot] - 1;
            }
        }
        return NONE;
    }

    /** Adds an occurrence and returns its pair. */
    int add(int left, int right, int position, long weight) {
        int pair = find(left, right);
        if (pair == NONE) {
            pair = create((long) left << 32 | right);
        }
        int tail = tails[pair];
        unordered[pair] |= tail > position;
        pairAt[position] = pair;
        previousAt[position] = tail;
        nextAt[position] = NONE;
        if (tail == NONE) {
            heads[pair] = position;
        } else {
            nextAt[tail] = position;
        }
        tails[pair] = position;
        counts[pair] += weight;
        return pair;
    }

    /** Removes the occurrence at {@code position}, if there is one. */
    void remove(int position, long weight) {
        int pair = pairAt[position];
        if (pair == NONE) {
            return;
        }
        pairAt[position] = NONE;
        int before = previousAt[position];
        int after = nextAt[position];
        if (before == NONE) {
            heads[pair] = after;
        } else {
            nextAt[before] = after;
        }
        if (after == NONE) {
            tails[pair] = before;
        } else {
            previousAt[after] = before;
        }
        counts[pair] -= weight;
    }

    private int create(long key) {
        if (size == keys.length) {
            int room = 2 * size;
            keys = Arrays.copyOf(keys, room);
            counts = Arrays.copyOf(counts, room);
            heads = Arrays.copyOf(heads, room);
            tails = Arrays.copyOf(tails, room);
            rounds = Arrays.copyOf(rounds, room);
            unordered = Arrays.copyOf(unordered, room);
        }
        keys[size] = key;
        heads[size] = NONE;
        tails[size] = NONE;
        size++;
        insert(size - 1);
        if (2 * size > slots.length) {
            slots = new int[2 * slots.length];
            for (int pair = 0; pair < size; pair++) {
                insert(pair);
            }
        }
        return size - 1;
    }

    private void insert(int pair) {
        int mask = slots.length - 1;
        int slot = hash(keys[pair]) & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = pair + 1;
    }

    private static int hash(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32);
    }
}
