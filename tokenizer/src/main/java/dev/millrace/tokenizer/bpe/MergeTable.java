package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * Which pairs of ids merge, in which order, into what.
 *
 * <p>Two semantics fill it. A <i>merge list</i> names its pairs; the earlier one goes first. <i>Byte ranks</i> (tiktoken)
 * name only tokens: any two neighbours whose bytes together are a token may merge, the lowest token first.
 *
 * <p><b>Thread safety:</b> immutable once filled.
 */
public final class MergeTable {
    /** What {@link #rank} says of a pair that does not merge; greater than every rank. */
    static final int NONE = (1 << 25) - 1;

    private static final int BITS = 21;
    private static final int MASK = (1 << BITS) - 1;
    /** The id of no token; ids and ranks must be below it. */
    static final int NO_ID = MASK;

    private static final long FREE = -1;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /**
     * Open addressing; a slot is one word, so that the table of a hundred thousand merges is 1 MB: left id, right id and
     * rank, 21 bits each, or -1 if it is free.
     */
    private long[] slots;
    /** 64 less the number of bits of a slot's number. */
    private int shift;
    /** By rank, the id that a pair merges into. */
    private int[] merged;
    /** Id less rank, where that is the same for all, as it is for byte ranks and for GPT-2. */
    private int offset;

    private boolean regular = true;

    /** One bit per hash, set for the pairs there are: most pairs asked for do not merge, and this part stays near. */
    private long[] filter;

    private int filterShift;
    private int size;

    /** A table with room for {@code expected} pairs; it grows as needed. */
    public MergeTable(int expected) {
        free(Integer.highestOneBit(Math.max(8, expected)) << 1);
        merged = new int[Math.max(8, expected)];
    }

    /**
     * The table of a vocabulary whose ids are its ranks.
     *
     * <p>One pair a token is enough. When two neighbours merge into a token, nothing has crossed its ends before, so what
     * happened between them is what happens when the token's bytes are encoded alone; and there, only one pair can be
     * left before the last merge. A token that its own bytes do not lead to is never made.
     */
    public static MergeTable ofByteRanks(Vocabulary vocabulary) {
        MergeTable table = new MergeTable(vocabulary.size());
        ByteRankMerger merger = new ByteRankMerger(vocabulary);
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id) && vocabulary.length(id) > 1) {
                long pair = merger.lastPair(id);
                if (pair >= 0) {
                    table.put((int) (pair >>> 32), (int) pair, id, id);
                }
            }
        }
        return table;
    }

    /**
     * Adds a pair, or replaces what it had.
     *
     * @throws IllegalArgumentException if an id or the rank is 2,097,151 or more
     */
    public void put(int left, int right, int rank, int id) {
        if (Math.max(Math.max(left, right), Math.max(rank, id)) >= NO_ID) {
            throw new IllegalArgumentException("ids and ranks of merges must be below " + NO_ID + ", but pair " + left
                    + ", " + right + " has rank " + rank + " and id " + id);
        }
        int slot = slot(key(left, right));
        if (slots[slot] == FREE && 8 * (long) ++size > 7L * slots.length) {
            grow();
            slot = slot(key(left, right));
        }
        slots[slot] = key(left, right) << BITS | rank;
        mark(key(left, right));
        if (rank >= merged.length) {
            merged = Arrays.copyOf(merged, Math.max(rank + 1, 2 * merged.length));
        }
        regular &= size == 1 || id - rank == offset;
        offset = id - rank;
        merged[rank] = id;
    }

    /** What {@link #forEach} tells of a pair. */
    public interface Visitor {
        /** Takes a pair, its rank and the id it merges into. */
        void pair(int left, int right, int rank, int id);
    }

    /** Tells all pairs, in no order. */
    public void forEach(Visitor visitor) {
        for (long slot : slots) {
            if (slot != FREE) {
                int rank = (int) slot & MASK;
                visitor.pair((int) (slot >>> 2 * BITS), (int) (slot >>> BITS) & MASK, rank, merged(rank));
            }
        }
    }

    /** Number of pairs. */
    public int size() {
        return size;
    }

    /** The pairs by rank, each the left id in the upper half and the right id in the lower one. */
    public long[] pairs() {
        long[] ascending = Arrays.stream(slots)
                .filter(slot -> slot != FREE)
                .map(slot -> (slot & MASK) << 2 * BITS | slot >>> BITS)
                .sorted()
                .toArray();
        for (int i = 0; i < ascending.length; i++) {
            ascending[i] = (ascending[i] >>> BITS & MASK) << 32 | ascending[i] & MASK;
        }
        return ascending;
    }

    /** The rank of a pair in the upper half and the id it merges into in the lower one, or -1 if it does not merge. */
    public long get(int left, int right) {
        int rank = rank(left, right);
        return rank == NONE ? -1 : (long) rank << 32 | merged(rank);
    }

    /** The rank of a pair, or {@link #NONE} if it does not merge. */
    int rank(int left, int right) {
        long key = key(left, right);
        long hash = key * MULTIPLIER;
        int bit = (int) (hash >>> filterShift);
        if ((filter[bit >> 6] >>> bit & 1) == 0) {
            return NONE;
        }
        long[] table = slots;
        int mask = table.length - 1;
        for (int s = (int) (hash >>> shift); ; s = s + 1 & mask) {
            long slot = table[s];
            if (slot >>> BITS == key) {
                return (int) slot & MASK;
            }
            if (slot < 0) {
                return NONE;
            }
        }
    }

    /** The id that the pair of a rank merges into. */
    int merged(int rank) {
        return regular ? rank + offset : merged[rank];
    }

    private void grow() {
        long[] old = slots;
        free(2 * old.length);
        for (long slot : old) {
            if (slot != FREE) {
                slots[slot(slot >>> BITS)] = slot;
                mark(slot >>> BITS);
            }
        }
    }

    private void free(int capacity) {
        slots = new long[capacity];
        Arrays.fill(slots, FREE);
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
        filterShift = shift - 3;
        filter = new long[Math.max(1, capacity >> 3)];
    }

    private void mark(long key) {
        int bit = (int) (key * MULTIPLIER >>> filterShift);
        filter[bit >> 6] |= 1L << bit;
    }

    private static long key(int left, int right) {
        return (long) left << BITS | right;
    }

    /** The slot of a key, or the free one where it belongs. */
    private int slot(long key) {
        int s = (int) (key * MULTIPLIER >>> shift);
        while (slots[s] != FREE && slots[s] >>> BITS != key) {
            s = s + 1 & slots.length - 1;
        }
        return s;
    }
}
