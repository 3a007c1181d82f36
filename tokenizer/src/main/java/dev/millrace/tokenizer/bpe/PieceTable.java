package dev.millrace.tokenizer.bpe;

import java.util.Arrays;

/**
 * Short pieces and their values, by all the bytes of a piece. An entry is its key and its value:
 *
 * <pre>
 *   bytes 0-6, length in the top byte | value                             pieces of up to 7 bytes
 *   bytes 0-7 | bytes 8-14, length in the top byte | value | more         pieces of 8 to 15 bytes
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

    /** Words of an entry: 2 or 4. */
    private final int entry;

    private final int mostBuckets;
    /** {@code SKIP + buckets * 2 * entry} words. */
    long[] words;
    /** 64 less the number of bits of a bucket's number. */
    int shift;

    private int entries;
    private int turn;

    /** A table with entries of {@code entry} words; {@code mostBuckets} is a power of two. */
    PieceTable(int entry, int mostBuckets) {
        this.entry = entry;
        this.mostBuckets = mostBuckets;
        allocate(FIRST_BUCKETS);
    }

    /** The hash of the key of a piece of up to 7 bytes; its upper bits are the good ones. */
    static long hash(long key) {
        return key * MULTIPLIER;
    }

    /** The same for longer ones. */
    static long hash(long low, long high) {
        return low * MULTIPLIER + high * SECOND_MULTIPLIER;
    }

    /** All bits if {@code difference} is 0, else none. */
    static long same(long difference) {
        return ~((difference | -difference) >> 63);
    }

    /** Index in {@link #words} of the bucket of a hash. */
    int bucket(long hash) {
        return (int) (hash >>> shift) * 2 * entry + SKIP;
    }

    /** Index of the value of an entry, or -1. */
    int find(long low, long high, long hash) {
        int home = bucket(hash);
        for (int beside = 0; beside < REACH; beside++) {
            int bucket = beside(home, beside);
            for (int at = bucket; at <= bucket + entry; at += entry) {
                int value = at + (entry >> 1);
                if (words[at] == low && (entry == 2 || words[at + 1] == high) && words[value] != 0) {
                    return beside == 0 ? value : closer(at, home) + (entry >> 1);
                }
                if (words[value] == 0) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private int beside(int home, int number) {
        return (home - SKIP ^ number * 2 * entry) + SKIP;
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
        int to = home + ((turn >> 3 & 1) == 0 ? 0 : entry);
        if (bucket(hashAt(words, to)) != home) {
            return at;
        }
        for (int i = 0; i < entry; i++) {
            long word = words[at + i];
            words[at + i] = words[to + i];
            words[to + i] = word;
        }
        return to;
    }

    /** Adds an entry that is not there; {@code high} and {@code more} are for long keys. */
    void put(long low, long high, long hash, long value, long more) {
        int buckets = (words.length - SKIP) / (2 * entry);
        if (4 * entries > 3 * buckets && buckets < mostBuckets) {
            grow(buckets);
        }
        int at = place(bucket(hash));
        words[at] = low;
        if (entry == 2) {
            words[at + 1] = value;
        } else {
            words[at + 1] = high;
            words[at + 2] = value;
            words[at + 3] = more;
        }
    }

    /** The first free entry near a bucket; if there is none, one of the bucket gives way. */
    private int place(int home) {
        for (int beside = 0; beside < REACH; beside++) {
            int bucket = beside(home, beside);
            for (int at = bucket; at <= bucket + entry; at += entry) {
                if (words[at + (entry >> 1)] == 0) {
                    entries++;
                    return at;
                }
            }
        }
        return home + ((++turn & 1) == 0 ? 0 : entry);
    }

    private void grow(int buckets) {
        long[] old = words;
        allocate(Math.min(mostBuckets, GROWTH * buckets));
        for (int at = SKIP; at < old.length; at += entry) {
            if (old[at + (entry >> 1)] != 0) {
                System.arraycopy(old, at, words, place(bucket(hashAt(old, at))), entry);
            }
        }
    }

    private long hashAt(long[] words, int at) {
        return entry == 2 ? hash(words[at]) : hash(words[at], words[at + 1]);
    }

    private void allocate(int buckets) {
        words = new long[SKIP + buckets * 2 * entry];
        shift = 64 - Integer.numberOfTrailingZeros(buckets);
        entries = 0;
    }

    void clear() {
        Arrays.fill(words, 0);
        entries = 0;
    }
}
