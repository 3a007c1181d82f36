package dev.millrace.tokenizer.bpe;

import java.util.Arrays;

/**
 * Pieces of up to 15 bytes and their values, by all the bytes of a piece. An entry is its key and its value:
 *
 * <pre>
 *   bytes 0-7 | bytes 8-14, length in the top byte | value | more
 * </pre>
 *
 * Two entries are a bucket, which is all that {@link BpeBatch} looks at; an entry for which its own bucket had no room is
 * in one near it. A value of 0 is no entry.
 *
 * <p>The table grows while it is below its bound. At its bound an old entry gives way for each new one that finds no
 * room near its bucket.
 *
 * <p><b>Thread safety:</b> none; one per worker.
 */
final class PieceTable {
    /** Words before the first bucket, so that it is on a cache line in collectors that start large arrays on one. */
    static final int SKIP = 6;

    /**
     * How many times as large a table becomes. With 2 it is copied and its memory first touched so often that cold multilingual
     * text took 4 to 8 % longer.
     */
    static final int GROWTH = 4;

    private static final int FIRST_BUCKETS = 1 << 12;
    /** Buckets in which an entry can be, as powers of two beside its own one. */
    private static final int REACH = 8;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long SECOND_MULTIPLIER = 0xC2B2AE3D27D4EB4FL;

    /** Words of an entry, and which of them is the value. */
    private static final int ENTRY = 4;

    private static final int VALUE = 2;

    private final int mostBuckets;
    /** {@code SKIP + buckets * 2 * ENTRY} words. */
    long[] words;
    /** 64 less the number of bits of a bucket's number. */
    int shift;

    private int entries;
    private int turn;

    /** A table of at most {@code mostBuckets} buckets, a power of two. */
    PieceTable(int mostBuckets) {
        this.mostBuckets = mostBuckets;
        allocate(FIRST_BUCKETS);
    }

    /** The hash of a key; its upper bits are the good ones. */
    static long hash(long low, long high) {
        return low * MULTIPLIER + high * SECOND_MULTIPLIER;
    }

    /** All bits if {@code difference} is 0, else none. */
    static long same(long difference) {
        return ~((difference | -difference) >> 63);
    }

    /** Index in {@link #words} of the bucket of a hash. */
    int bucket(long hash) {
        return (int) (hash >>> shift) * 2 * ENTRY + SKIP;
    }

    /** Index of the value of an entry, or -1. */
    int find(long low, long high, long hash) {
        int home = bucket(hash);
        for (int beside = 0; beside < REACH; beside++) {
            int bucket = beside(home, beside);
            for (int at = bucket; at <= bucket + ENTRY; at += ENTRY) {
                int value = at + VALUE;
                if (words[at] == low && words[at + 1] == high && words[value] != 0) {
                    return beside == 0 ? value : closer(at, home) + VALUE;
                }
                if (words[value] == 0) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private int beside(int home, int number) {
        return (home - SKIP ^ number * 2 * ENTRY) + SKIP;
    }

    /**
     * Moves an entry that is asked for often to its own bucket: every eighth time, so that one that is not does not drive
     * one that is from there. It changes places with one that is in its own bucket, too: for such a one no bucket on the way
     * to its new place has room, where {@link #find} would end. Returns where it is then.
     */
    private int closer(int at, int home) {
        if ((++turn & 7) != 0) {
            return at;
        }
        int to = home + ((turn >> 3 & 1) == 0 ? 0 : ENTRY);
        if (bucket(hashAt(words, to)) != home) {
            return at;
        }
        for (int i = 0; i < ENTRY; i++) {
            long word = words[at + i];
            words[at + i] = words[to + i];
            words[to + i] = word;
        }
        return to;
    }

    /** Adds an entry that is not there. */
    void put(long low, long high, long hash, long value, long more) {
        int buckets = (words.length - SKIP) / (2 * ENTRY);
        if (4 * entries > 3 * buckets && buckets < mostBuckets) {
            grow(buckets);
        }
        int at = place(bucket(hash));
        words[at] = low;
        words[at + 1] = high;
        words[at + VALUE] = value;
        words[at + VALUE + 1] = more;
    }

    /** The first free entry near a bucket; if there is none, one of the bucket gives way. */
    private int place(int home) {
        for (int beside = 0; beside < REACH; beside++) {
            int bucket = beside(home, beside);
            for (int at = bucket; at <= bucket + ENTRY; at += ENTRY) {
                if (words[at + VALUE] == 0) {
                    entries++;
                    return at;
                }
            }
        }
        return home + ((++turn & 1) == 0 ? 0 : ENTRY);
    }

    private void grow(int buckets) {
        long[] old = words;
        allocate(Math.min(mostBuckets, GROWTH * buckets));
        for (int at = SKIP; at < old.length; at += ENTRY) {
            if (old[at + VALUE] != 0) {
                System.arraycopy(old, at, words, place(bucket(hashAt(old, at))), ENTRY);
            }
        }
    }

    private static long hashAt(long[] words, int at) {
        return hash(words[at], words[at + 1]);
    }

    private void allocate(int buckets) {
        words = new long[SKIP + buckets * 2 * ENTRY];
        shift = 64 - Integer.numberOfTrailingZeros(buckets);
        entries = 0;
    }

    void clear() {
        Arrays.fill(words, 0);
        entries = 0;
    }
}
