package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * The pairs of a batch and where each occurs: its present occurrences, and no others, in a doubly linked list by
 * position. An occurrence is named by the position of its left token, so the links lie in arrays by position.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PairIndex {
    static final int NONE = -1;

    /** Whether a pair may merge is asked of {@link BoundaryRule} only when it could be next. */
    static final byte UNKNOWN = 0;

    static final byte ALLOWED = 1;
    static final byte FORBIDDEN = 2;

    /** Open addressing; a slot is two words: the key, then the pair. */
    private long[] slots = new long[0];

    private int mask;

    private int size;
    private long[] keys = new long[256];
    private int[] counts = new int[256];
    private int[] heads = new int[256];
    private int[] tails = new int[256];
    private byte[] states = new byte[256];
    /** Where the last occurrence was put out of order, and in which round that was. */
    private int[] hints = new int[256];

    private int[] rounds = new int[256];
    private int round;

    private int[] pairAt = new int[0];
    private int[] nextAt = new int[0];
    private int[] previousAt = new int[0];

    /** Forgets everything and makes room for {@code positions} positions. */
    void clear(int positions) {
        if (pairAt.length < positions) {
            int room = Math.max(positions, (int) Math.min(Integer.MAX_VALUE - 8L, pairAt.length * 3L / 2));
            pairAt = new int[room];
            nextAt = new int[room];
            previousAt = new int[room];
        }
        size = 0;
        round = 0;
        int room = Integer.highestOneBit(Math.max(32, positions / 8)) << 1;
        if (slots.length < 2 * room) {
            slots = new long[2 * room];
        }
        mask = 2 * room - 2;
        Arrays.fill(slots, 0, 2 * room, NONE);
    }

    int size() {
        return size;
    }

    int count(int pair) {
        return counts[pair];
    }

    /** Position of the first occurrence, or {@link #NONE}. */
    int first(int pair) {
        return heads[pair];
    }

    int left(int pair) {
        return (int) (keys[pair] >>> 32);
    }

    int right(int pair) {
        return (int) keys[pair];
    }

    byte state(int pair) {
        return states[pair];
    }

    void setState(int pair, byte state) {
        states[pair] = state;
    }

    /** Begins a round: what is added in one round comes in the order of its positions. */
    void beginRound() {
        round++;
    }

    /** Whether the pair has had an addition in this round; if not, it has from now on. */
    boolean touch(int pair) {
        boolean first = rounds[pair] != round;
        if (first) {
            rounds[pair] = round;
            hints[pair] = NONE;
        }
        return !first;
    }

    /** Says that no pair that might merge is at {@code position}. */
    void addNone(int position) {
        pairAt[position] = NONE;
    }

    /** Adds an occurrence of {@code (left, right)} behind all others and returns the pair. */
    int add(int left, int right, int position) {
        int pair = find(left, right);
        link(pair, tails[pair], position, NONE);
        return pair;
    }

    /** The pair, which is made if it is new. */
    int find(int left, int right) {
        long key = (long) left << 32 | right;
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (slots[slot] != NONE) {
            if (slots[slot] == key) {
                return (int) slots[slot + 1];
            }
            slot = slot + 2 & mask;
        }
        if (4L * size > mask) {
            grow();
            return find(left, right);
        }
        slots[slot] = key;
        slots[slot + 1] = size;
        return create(key);
    }

    private int create(long key) {
        if (size == keys.length) {
            int room = 2 * size;
            keys = Arrays.copyOf(keys, room);
            counts = Arrays.copyOf(counts, room);
            heads = Arrays.copyOf(heads, room);
            tails = Arrays.copyOf(tails, room);
            states = Arrays.copyOf(states, room);
            hints = Arrays.copyOf(hints, room);
            rounds = Arrays.copyOf(rounds, room);
        }
        keys[size] = key;
        counts[size] = 0;
        heads[size] = NONE;
        tails[size] = NONE;
        states[size] = UNKNOWN;
        rounds[size] = -1;
        return size++;
    }

    private void grow() {
        int room = mask + 2;
        slots = new long[2 * room];
        mask = 2 * room - 2;
        Arrays.fill(slots, NONE);
        for (int pair = 0; pair < size; pair++) {
            int slot = (int) (keys[pair] * 0x9E3779B97F4A7C15L >>> 32) & mask;
            while (slots[slot] != NONE) {
                slot = slot + 2 & mask;
            }
            slots[slot] = keys[pair];
            slots[slot + 1] = pair;
        }
    }

    /** Adds an occurrence in its place; the pair must have been {@linkplain #touch touched} in this round. */
    void insert(int pair, int position) {
        int before = tails[pair];
        if (before > position) {
            before = hints[pair];
            int next = before == NONE ? heads[pair] : nextAt[before];
            while (next != NONE && next < position) {
                before = next;
                next = nextAt[next];
            }
        }
        int after = before == NONE ? heads[pair] : nextAt[before];
        link(pair, before, position, after);
        hints[pair] = position;
    }

    private void link(int pair, int before, int position, int after) {
        pairAt[position] = pair;
        previousAt[position] = before;
        nextAt[position] = after;
        if (before == NONE) {
            heads[pair] = position;
        } else {
            nextAt[before] = position;
        }
        if (after == NONE) {
            tails[pair] = position;
        } else {
            previousAt[after] = position;
        }
        counts[pair]++;
    }

    /** Removes the occurrence at {@code position}, if there is one. */
    void remove(int position) {
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
        if (hints[pair] == position) {
            hints[pair] = before;
        }
        counts[pair]--;
    }
}
