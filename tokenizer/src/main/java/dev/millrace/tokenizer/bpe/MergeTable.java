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
    private static final long FREE = -1;

    /**
     * Open addressing; a slot is two words: left id in the upper half and right id in the lower one, then rank in the
     * upper half and id of the merged token in the lower one.
     */
    private long[] slots;

    private int size;

    /** A table with room for {@code expected} pairs; it grows as needed. */
    public MergeTable(int expected) {
        slots = free(Integer.highestOneBit(Math.max(8, expected)) << 2);
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

    /** Adds a pair, or replaces what it had. */
    public void put(int left, int right, int rank, int merged) {
        int slot = slot(slots, key(left, right));
        if (slots[slot] == FREE) {
            if (4 * ++size > slots.length) {
                grow();
                slot = slot(slots, key(left, right));
            }
            slots[slot] = key(left, right);
        }
        slots[slot + 1] = (long) rank << 32 | merged;
    }

    /** Number of pairs. */
    public int size() {
        return size;
    }

    /** The rank of a pair in the upper half and the id it merges into in the lower one, or -1 if it does not merge. */
    long get(int left, int right) {
        long[] table = slots;
        int slot = slot(table, key(left, right));
        return table[slot] == FREE ? -1 : table[slot + 1];
    }

    private void grow() {
        long[] old = slots;
        slots = free(old.length);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != FREE) {
                int slot = slot(slots, old[i]);
                slots[slot] = old[i];
                slots[slot + 1] = old[i + 1];
            }
        }
    }

    private static long[] free(int pairs) {
        long[] table = new long[2 * pairs];
        Arrays.fill(table, FREE);
        return table;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int slot(long[] table, long key) {
        int mask = table.length - 2;
        int s = (int) (key * 0x9E3779B97F4A7C15L >>> 39) & mask;
        while (table[s] != key && table[s] != FREE) {
            s = s + 2 & mask;
        }
        return s;
    }
}
