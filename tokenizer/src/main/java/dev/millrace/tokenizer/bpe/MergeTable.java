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

    /** Open addressing: left id in the upper half, right id in the lower one. */
    private long[] keys;
    /** Rank in the upper half, id of the merged token in the lower one. */
    private long[] values;

    private int size;

    /** A table with room for {@code expected} pairs; it grows as needed. */
    public MergeTable(int expected) {
        int slots = Integer.highestOneBit(Math.max(8, expected)) << 2;
        keys = new long[slots];
        values = new long[slots];
        Arrays.fill(keys, FREE);
    }

    /** The table of a vocabulary whose ids are its ranks. */
    public static MergeTable ofByteRanks(Vocabulary vocabulary) {
        MergeTable table = new MergeTable(2 * vocabulary.size());
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id)) {
                byte[] token = vocabulary.token(id);
                for (int cut = 1; cut < token.length; cut++) {
                    int left = vocabulary.find(token, 0, cut);
                    int right = left < 0 ? -1 : vocabulary.find(token, cut, token.length);
                    if (right >= 0) {
                        table.put(left, right, id, id);
                    }
                }
            }
        }
        return table;
    }

    /** Adds a pair, or replaces what it had. */
    public void put(int left, int right, int rank, int merged) {
        int slot = slot(keys, key(left, right));
        if (keys[slot] == FREE) {
            if (2 * ++size > keys.length) {
                grow();
                slot = slot(keys, key(left, right));
            }
            keys[slot] = key(left, right);
        }
        values[slot] = (long) rank << 32 | merged;
    }

    /** Number of pairs. */
    public int size() {
        return size;
    }

    /** The rank of a pair in the upper half and the id it merges into in the lower one, or -1 if it does not merge. */
    long get(int left, int right) {
        int slot = slot(keys, key(left, right));
        return keys[slot] == FREE ? -1 : values[slot];
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldValues = values;
        keys = new long[2 * oldKeys.length];
        values = new long[keys.length];
        Arrays.fill(keys, FREE);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(keys, oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private static int slot(long[] keys, long key) {
        int mask = keys.length - 1;
        int s = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
        while (keys[s] != key && keys[s] != FREE) {
            s = s + 1 & mask;
        }
        return s;
    }
}
