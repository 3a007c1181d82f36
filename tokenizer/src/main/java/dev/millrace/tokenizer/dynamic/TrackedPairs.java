package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * The pairs whose occurrences are known: how many, and where. An occurrence is named by the position of its left token;
 * a position knows its pair, and a pair has the positions where it occurred in ascending order, some of which may have
 * become another pair's or none's. To remove an occurrence is to forget the position's pair.
 *
 * <p>Pairs are numbered from 1; 0 stands for those that are not tracked, whose count means nothing.
 *
 * <p><b>Thread safety:</b> none.
 */
final class TrackedPairs {
    /** Whether a pair may merge is asked of {@link BoundaryRule} only when it could be next. */
    static final int UNKNOWN = 0;

    static final int ALLOWED = 1;
    static final int FORBIDDEN = 2;

    private static final int WORDS = 8;
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int COUNT = 2;
    /** Where in {@link #places} the occurrences begin and end. */
    private static final int FROM = 3;

    private static final int TO = 4;
    private static final int STATE = 5;

    /** Open addressing: {@link #key} of the pair in each slot, 0 if it is free, and the pair. */
    private long[] keys = new long[0];

    private int[] pairOf = new int[0];
    private int mask;
    private int[] pairs = new int[WORDS << 10];
    private int size;

    /** The pair of a position and the next token. */
    private int[] pairAt = new int[0];

    /** The occurrences of all pairs. */
    private int[] places = new int[0];

    private int used;
    private int limit;

    /**
     * Forgets everything.
     *
     * @param positions of the batch
     * @param expected about how many pairs there will be
     * @param crowd how many places may be taken before it {@linkplain #isCrowded is crowded}
     */
    void clear(int positions, int expected, long crowd) {
        if (pairAt.length < positions) {
            pairAt = new int[room(positions, pairAt.length)];
        }
        Arrays.fill(pairAt, 0, positions, 0);
        size = 1;
        Arrays.fill(pairs, 0, WORDS, 0);
        used = 0;
        limit = (int) Math.min(Integer.MAX_VALUE / 2, crowd);
        int room = Integer.highestOneBit(Math.max(64, expected)) << 1;
        clearSlots(room);
    }

    private void clearSlots(int room) {
        if (keys.length < room) {
            keys = new long[room];
            pairOf = new int[room];
        } else {
            Arrays.fill(keys, 0, room, 0);
        }
        mask = room - 1;
    }

    private static int room(int least, int now) {
        return Math.max(least, (int) Math.min(Integer.MAX_VALUE - 8L, now * 3L / 2));
    }

    /** Takes {@code count} places, the first ones of all; what is put there must be {@linkplain #track tracked} then. */
    int[] places(int count) {
        used = count;
        if (count > places.length) {
            places = new int[room(count, places.length)];
        }
        return places;
    }

    /**
     * Tracks one pair of the positions at {@code places[from, to)}, in ascending order: the most frequent one, it is
     * hoped, which is the one that is at two of three of them. Those of other pairs are added to {@code others[0, count)}.
     *
     * @return how many others there are now
     */
    int track(int[] symbols, int from, int to, int[] others, int count) {
        int one = places[from + (to - from >> 2)];
        int two = places[from + (to - from >> 1)];
        int three = places[to - 1 - (to - from >> 2)];
        boolean twice = symbols[one] == symbols[three] && symbols[one + 1] == symbols[three + 1];
        int common = twice ? one : two;
        int left = symbols[common];
        int right = symbols[common + 1];
        int pair = findOrCreate(left, right);
        int end = from;
        for (int i = from; i < to; i++) {
            int at = places[i];
            if (symbols[at] == left && symbols[at + 1] == right) {
                places[end++] = at;
                pairAt[at] = pair;
            } else {
                others[count++] = at;
            }
        }
        pairs[WORDS * pair + COUNT] = end - from;
        pairs[WORDS * pair + FROM] = from;
        pairs[WORDS * pair + TO] = end;
        return count;
    }

    /** Tracks the pairs at {@code listed[0, count)}, which must be all occurrences of these pairs, in ascending order. */
    void track(int[] symbols, int[] listed, int count) {
        int first = size;
        for (int i = 0; i < count; i++) {
            int at = listed[i];
            int pair = findOrCreate(symbols[at], symbols[at + 1]);
            pairAt[at] = pair;
            pairs[WORDS * pair + COUNT]++;
        }
        for (int pair = first; pair < size; pair++) {
            reserve(pair, count(pair));
        }
        for (int i = 0; i < count; i++) {
            places[pairs[WORDS * pairAt[listed[i]] + TO]++] = listed[i];
        }
    }

    /** One more than the number of the last pair. */
    int end() {
        return size;
    }

    int count(int pair) {
        return pairs[WORDS * pair + COUNT];
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

    /** Position of the first occurrence; there must be one. */
    int first(int pair) {
        int from = pairs[WORDS * pair + FROM];
        while (pairAt[places[from]] != pair) {
            from++;
        }
        pairs[WORDS * pair + FROM] = from;
        return places[from];
    }

    /** The pair, or 0. */
    int find(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == 0 ? 0 : pairOf[slot];
    }

    /** The pair, which has no occurrences if it is new. */
    int findOrCreate(int left, int right) {
        long key = key(left, right);
        int slot = slot(key);
        if (keys[slot] != 0) {
            return pairOf[slot];
        }
        keys[slot] = key;
        pairOf[slot] = size;
        if (2 * size > mask) {
            grow();
        }
        return create(left, right);
    }

    /** The slot of a key, or the one where it belongs. */
    private int slot(long key) {
        int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
        for (long found; (found = keys[slot]) != key && found != 0; ) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** A pair as one number that is not 0. */
    private static long key(int left, int right) {
        return ~((long) left << 32 | right);
    }

    private int create(int left, int right) {
        int at = WORDS * size;
        if (at == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * at);
        }
        pairs[at + LEFT] = left;
        pairs[at + RIGHT] = right;
        pairs[at + COUNT] = 0;
        pairs[at + FROM] = 0;
        pairs[at + TO] = 0;
        pairs[at + STATE] = UNKNOWN;
        return size++;
    }

    private void grow() {
        int room = mask + 1;
        long[] oldKeys = Arrays.copyOf(keys, room);
        int[] oldPairs = Arrays.copyOf(pairOf, room);
        clearSlots(2 * room);
        for (int i = 0; i < room; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                pairOf[slot] = oldPairs[i];
            }
        }
    }

    /** Removes the occurrence at {@code position}, if there is one. */
    void remove(int position) {
        pairs[WORDS * pairAt[position] + COUNT]--;
        pairAt[position] = 0;
    }

    /** Gives a pair, whose occurrences are forgotten, {@code count} new ones, which are to be appended. */
    void renew(int pair, int count) {
        pairs[WORDS * pair + COUNT] = count;
        reserve(pair, count);
    }

    /** Gives a pair {@code gain} more occurrences, which are to be appended and then {@linkplain #sort sorted}. */
    void extend(int pair, int gain) {
        int at = WORDS * pair;
        int from = pairs[at + FROM];
        int to = pairs[at + TO];
        reserve(pair, Math.addExact(count(pair), gain));
        pairs[at + COUNT] += gain;
        for (int i = from; i < to; i++) {
            if (pairAt[places[i]] == pair) {
                places[pairs[at + TO]++] = places[i];
            }
        }
    }

    private void reserve(int pair, int count) {
        int end = Math.addExact(used, count);
        if (end > places.length) {
            places = Arrays.copyOf(places, room(end, places.length));
        }
        pairs[WORDS * pair + FROM] = used;
        pairs[WORDS * pair + TO] = used;
        used = end;
    }

    /** Whether so many occurrences are stale that it is time to track all pairs anew. */
    boolean isCrowded() {
        return used > limit;
    }

    /** Adds an occurrence behind all others. */
    void append(int pair, int position) {
        places[pairs[WORDS * pair + TO]++] = position;
        pairAt[position] = pair;
    }

    /** Puts the occurrences of a pair in order. */
    void sort(int pair) {
        Arrays.sort(places, pairs[WORDS * pair + FROM], pairs[WORDS * pair + TO]);
    }

    /**
     * Replaces all occurrences of a pair, from left to right.
     *
     * @param made gets where they were and what is beside them
     */
    void replace(int pair, int symbol, SymbolRows rows, Occurrences made) {
        int to = pairs[WORDS * pair + TO];
        made.clear(count(pair));
        for (int i = pairs[WORDS * pair + FROM]; i < to; i++) {
            int at = places[i];
            if (pairAt[at] != pair) {
                continue;
            }
            int right = rows.end(at);
            int end = rows.end(right);
            int before = rows.start(at);
            remove(before);
            remove(at);
            remove(right);
            rows.join(at, right, end, symbol);
            made.add(before, rows.symbols[before], at, rows.symbols[end], symbol);
        }
        pairs[WORDS * pair + FROM] = to;
    }
}
