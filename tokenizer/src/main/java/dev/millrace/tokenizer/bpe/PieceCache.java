package dev.millrace.tokenizer.bpe;

import java.util.Arrays;

/**
 * Ids of the pieces seen before, found by all the bytes of a piece, so that a hit is exact.
 *
 * <p>Pieces of up to 15 bytes are in a table of buckets of 64 bytes, a cache line where the array is aligned: two
 * entries of four words each,
 *
 * <pre>
 *   bytes 0-7 | bytes 8-14, length in the top byte | value | unused
 * </pre>
 *
 * A value is a count of 1 to 3 in the top two bits and as many ids of 20 bits below, the first one lowest; with a count
 * of 0 it refers to {@code (length << 32 | offset + 1)} in a list of ids; 0 is no entry. Longer pieces are found by a hash
 * and compared byte by byte.
 *
 * <p>The memory is bounded: at its bound the table lets an old entry give way for each new one, and a list is emptied;
 * both cost time and never change an id.
 *
 * <p><b>Thread safety:</b> none; one per worker.
 */
final class PieceCache {
    /** Longest piece in the table of buckets. */
    static final int SHORT = 15;
    /** Longest piece that is kept at all. */
    static final int LONGEST = 256;
    /** Ids must be below this to be in a value. */
    static final int ID_LIMIT = 1 << 20;

    /** Added to the length of a long piece that is a part of a piece, where that makes a difference. */
    static final int PART = 1 << 16;
    /** The same for the second word of short ones. */
    static final long SHORT_PART = 1L << 63;

    static final int ENTRY = 4;
    static final int BUCKET = 2 * ENTRY;
    /** Puts the first bucket on a cache line in collectors that start large arrays on one: 16 + 48 bytes. */
    static final int SKIP = 6;

    private static final int FIRST_BUCKETS = 1 << 12;
    private static final int MOST_BUCKETS = 1 << 17;
    private static final int MOST_LISTED = 1 << 22;
    private static final int MOST_LONG_BYTES = 4 << 20;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /** {@code SKIP + buckets * BUCKET} words. */
    long[] table;
    /** 64 less the number of bits of a bucket's number. */
    int shift;

    /** Grows when the table is emptied: values that refer to the list and were read before are void then. */
    int generation;

    private int entries;
    /** Which entry of a full bucket gives way next. */
    private int turn;

    int[] listed = new int[1 << 12];
    private int listedEnd;

    /**
     * Open addressing over long pieces; an entry is four words: hash, where its bytes are in the upper half and how many
     * in the lower one, value, nothing.
     */
    private long[] longTable = new long[ENTRY << 10];

    private int longEntries;
    private byte[] longBytes = new byte[1 << 14];
    private int longEnd;

    private final int mostBuckets;
    private final int mostListed;
    private final int mostLongBytes;

    PieceCache() {
        this(MOST_BUCKETS, MOST_LISTED, MOST_LONG_BYTES);
    }

    /** A cache with other bounds, each at least {@link #LONGEST}. */
    PieceCache(int mostBuckets, int mostListed, int mostLongBytes) {
        this.mostBuckets = mostBuckets;
        this.mostListed = mostListed;
        this.mostLongBytes = mostLongBytes;
        table = new long[SKIP + FIRST_BUCKETS * BUCKET];
        shift = 64 - Integer.numberOfTrailingZeros(FIRST_BUCKETS);
    }

    static long hash(long low, long high) {
        long h = (low ^ high * 0xC2B2AE3D27D4EB4FL) * MULTIPLIER;
        return (h ^ h >>> 32) * MULTIPLIER;
    }

    /** Index in {@link #table} of the bucket of a hash. */
    static int bucket(long hash, int shift) {
        return (int) (hash >>> shift) * BUCKET + SKIP;
    }

    /** The value of a short piece, in its own bucket or the neighbour of that, or 0. */
    long find(long low, long high, int bucket) {
        int neighbour = neighbour(bucket);
        long value = valueAt(bucket, low, high) | valueAt(bucket + ENTRY, low, high);
        return value != 0 ? value : valueAt(neighbour, low, high) | valueAt(neighbour + ENTRY, low, high);
    }

    private long valueAt(int at, long low, long high) {
        return table[at] == low && table[at + 1] == high ? table[at + 2] : 0;
    }

    private static int neighbour(int bucket) {
        return (bucket - SKIP ^ BUCKET) + SKIP;
    }

    /** Adds a short piece that is not there. */
    void put(long low, long high, long hash, long value) {
        int buckets = (table.length - SKIP) / BUCKET;
        if (2 * entries > buckets && buckets < mostBuckets) {
            grow(buckets);
        }
        int at = place(bucket(hash, shift));
        table[at] = low;
        table[at + 1] = high;
        table[at + 2] = value;
    }

    /** Packs ids into a value, in the list if there are many. */
    long value(int[] ids, int from, int count) {
        if (count <= 3 && count > 0) {
            long value = (long) count << 62;
            for (int i = 0; i < count; i++) {
                value |= (long) ids[from + i] << 20 * i;
            }
            return value;
        }
        if (listedEnd + count > mostListed) {
            clear();
        }
        while (listedEnd + count > listed.length) {
            listed = Arrays.copyOf(listed, 2 * listed.length);
        }
        System.arraycopy(ids, from, listed, listedEnd, count);
        long value = (long) count << 32 | listedEnd + 1;
        listedEnd += count;
        return value;
    }

    static long hash(byte[] text, int from, int to, long seed) {
        long h = seed ^ to - from;
        for (int i = from; i < to; i += 8) {
            long eight = (long) BpeBatch.LONGS.get(text, Math.min(i, to - 8));
            h = (h ^ eight) * MULTIPLIER;
            h ^= h >>> 32;
        }
        return h;
    }

    /** The value of the long piece {@code text[from, to)} with that hash, or 0; {@code part} is 0 or {@link #PART}. */
    long findLong(byte[] text, int from, int to, long hash, int part) {
        long[] entries = longTable;
        int mask = entries.length - ENTRY;
        for (int at = (int) hash * ENTRY & mask; entries[at + 2] != 0; at = at + ENTRY & mask) {
            if (entries[at] == hash && (int) entries[at + 1] == to - from + part) {
                int offset = (int) (entries[at + 1] >>> 32);
                if (Arrays.equals(longBytes, offset, offset + to - from, text, from, to)) {
                    return entries[at + 2];
                }
            }
        }
        return 0;
    }

    /** Adds a long piece that is not there. */
    void putLong(byte[] text, int from, int to, long hash, int part, long value) {
        if (longEnd + to - from > mostLongBytes) {
            clearLong();
        }
        if (2 * ENTRY * ++longEntries > longTable.length) {
            growLong();
        }
        while (longEnd + to - from > longBytes.length) {
            longBytes = Arrays.copyOf(longBytes, 2 * longBytes.length);
        }
        System.arraycopy(text, from, longBytes, longEnd, to - from);
        putLong(hash, (long) longEnd << 32 | to - from + part, value);
        longEnd += to - from;
    }

    /** A free entry in a bucket or its neighbour; if there is none, one of the four in turn gives way. */
    private int place(int bucket) {
        int neighbour = neighbour(bucket);
        entries++;
        if (table[bucket + 2] == 0) {
            return bucket;
        }
        if (table[bucket + ENTRY + 2] == 0) {
            return bucket + ENTRY;
        }
        if (table[neighbour + 2] == 0) {
            return neighbour;
        }
        if (table[neighbour + ENTRY + 2] == 0) {
            return neighbour + ENTRY;
        }
        entries--;
        turn++;
        return ((turn & 2) == 0 ? bucket : neighbour) + ENTRY * (turn & 1);
    }

    private void grow(int buckets) {
        long[] old = table;
        table = new long[SKIP + 2 * buckets * BUCKET];
        shift--;
        entries = 0;
        for (int at = SKIP; at < old.length; at += ENTRY) {
            if (old[at + 2] != 0) {
                System.arraycopy(old, at, table, place(bucket(hash(old[at], old[at + 1]), shift)), 3);
            }
        }
    }

    private void putLong(long hash, long where, long value) {
        int mask = longTable.length - ENTRY;
        int at = (int) hash * ENTRY & mask;
        while (longTable[at + 2] != 0) {
            at = at + ENTRY & mask;
        }
        longTable[at] = hash;
        longTable[at + 1] = where;
        longTable[at + 2] = value;
    }

    private void growLong() {
        long[] old = longTable;
        longTable = new long[2 * old.length];
        for (int at = 0; at < old.length; at += ENTRY) {
            if (old[at + 2] != 0) {
                putLong(old[at], old[at + 1], old[at + 2]);
            }
        }
    }

    private void clear() {
        Arrays.fill(table, 0);
        generation++;
        entries = 0;
        listedEnd = 0;
        clearLong();
    }

    private void clearLong() {
        Arrays.fill(longTable, 0);
        longEntries = 0;
        longEnd = 0;
    }
}
