package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * The pairs of a batch and where each occurs: its present occurrences, and no others, in a doubly linked list by
 * position. An occurrence is named by the position of its left token, so the links lie in arrays by position.
 *
 * <p>What is known of a pair lies in eight neighbouring words, half a cache line: counting a pair costs one look at the
 * hash table and one at these.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PairIndex {
    static final int NONE = -1;

    /** Whether a pair may merge is asked of {@link BoundaryRule} only when it could be next. */
    static final int UNKNOWN = 0;

    static final int ALLOWED = 1;
    static final int FORBIDDEN = 2;

    private static final int WORDS = 8;
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int COUNT = 2;
    private static final int HEAD = 3;
    private static final int TAIL = 4;
    private static final int STATE = 5;
    /** Where the last occurrence was put out of order, and in which round that was. */
    private static final int HINT = 6;

    private static final int ROUND = 7;

    /** Open addressing; a slot has the hash in its upper half and the pair + 1 in its lower one, or 0 if it is free. */
    private long[] slots = new long[0];

    private int mask;
    private int[] pairs = new int[WORDS << 10];
    private int size;
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
        Arrays.fill(pairAt, 0, positions, NONE);
        size = 0;
        round = 0;
        int room = Integer.highestOneBit(Math.max(32, positions / 4)) << 1;
        if (slots.length < room) {
            slots = new long[room];
        } else {
            Arrays.fill(slots, 0, room, 0);
        }
        mask = room - 1;
    }

    int size() {
        return size;
    }

    int count(int pair) {
        return pairs[WORDS * pair + COUNT];
    }

    /** Position of the first occurrence, or {@link #NONE}. */
    int first(int pair) {
        return pairs[WORDS * pair + HEAD];
    }

    int left(int pair) {
        return pairs[WORDS * pair + LEFT];
    }

    int right(int pair) {
        return pairs[WORDS * pair + RIGHT];
    }

    int state(int pair) {
        return pairs[WORDS * pair + STATE];
    }

    void setState(int pair, int state) {
        pairs[WORDS * pair + STATE] = state;
    }

    /** Begins a round: what is added in one round comes in the order of its positions. */
    void beginRound() {
        round++;
    }

    /** Whether the pair has had an addition in this round; if not, it has from now on. */
    boolean touch(int pair) {
        int at = WORDS * pair;
        if (pairs[at + ROUND] == round) {
            return true;
        }
        pairs[at + ROUND] = round;
        pairs[at + HINT] = NONE;
        return false;
    }

    /** Adds an occurrence of {@code (left, right)} behind all others. */
    void add(int left, int right, int position) {
        int pair = find(left, right);
        link(pair, pairs[WORDS * pair + TAIL], position, NONE);
    }

    /** The pair, which is made if it is new. */
    int find(int left, int right) {
        int hash = hash(left, right);
        int slot = hash & mask;
        for (long entry; (entry = slots[slot]) != 0; slot = slot + 1 & mask) {
            int pair = (int) entry - 1;
            if ((int) (entry >>> 32) == hash
                    && pairs[WORDS * pair + LEFT] == left
                    && pairs[WORDS * pair + RIGHT] == right) {
                return pair;
            }
        }
        slots[slot] = (long) hash << 32 | size + 1;
        if (2 * (size + 1) > mask) {
            grow();
        }
        return create(left, right);
    }

    private static int hash(int left, int right) {
        return (int) (((long) left << 32 | right) * 0x9E3779B97F4A7C15L >>> 32);
    }

    private int create(int left, int right) {
        int at = WORDS * size;
        if (at == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * at);
        }
        pairs[at + LEFT] = left;
        pairs[at + RIGHT] = right;
        pairs[at + COUNT] = 0;
        pairs[at + HEAD] = NONE;
        pairs[at + TAIL] = NONE;
        pairs[at + STATE] = UNKNOWN;
        pairs[at + ROUND] = -1;
        return size++;
    }

    private void grow() {
        long[] old = slots;
        int oldRoom = mask + 1;
        slots = new long[2 * oldRoom];
        mask = 2 * oldRoom - 1;
        for (int i = 0; i < oldRoom; i++) {
            long entry = old[i];
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = slot + 1 & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    /** Adds an occurrence in its place; the pair must have been {@linkplain #touch touched} in this round. */
    void insert(int pair, int position) {
        int at = WORDS * pair;
        int before = pairs[at + TAIL];
        if (before > position) {
            before = pairs[at + HINT];
            int next = before == NONE ? pairs[at + HEAD] : nextAt[before];
            while (next != NONE && next < position) {
                before = next;
                next = nextAt[next];
            }
        }
        int after = before == NONE ? pairs[at + HEAD] : nextAt[before];
        link(pair, before, position, after);
        pairs[at + HINT] = position;
    }

    private void link(int pair, int before, int position, int after) {
        int at = WORDS * pair;
        pairAt[position] = pair;
        previousAt[position] = before;
        nextAt[position] = after;
        if (before == NONE) {
            pairs[at + HEAD] = position;
        } else {
            nextAt[before] = position;
        }
        if (after == NONE) {
            pairs[at + TAIL] = position;
        } else {
            previousAt[after] = position;
        }
        pairs[at + COUNT]++;
    }

    /** Removes the occurrence at {@code position}, if there is one. */
    void remove(int position) {
        int pair = pairAt[position];
        if (pair == NONE) {
            return;
        }
        pairAt[position] = NONE;
        int at = WORDS * pair;
        int before = previousAt[position];
        int after = nextAt[position];
        if (before == NONE) {
            pairs[at + HEAD] = after;
        } else {
            nextAt[before] = after;
        }
        if (after == NONE) {
            pairs[at + TAIL] = before;
        } else {
            previousAt[after] = before;
        }
        if (pairs[at + HINT] == position) {
            pairs[at + HINT] = before;
        }
        pairs[at + COUNT]--;
    }
}
