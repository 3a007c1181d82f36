package dev.millrace.tokenizer.bpe;

import java.util.Arrays;

/**
 * Ids of the pieces seen before, found by all the bytes of a piece, so that a hit is exact.
 *
 * <p>Pieces of up to {@value #SMALL} bytes that are one token are in a {@link TokenTable} where that has room, others of up
 * to {@value #SHORT} bytes in a {@link PieceTable}, with a value: a count of 1 to 3 in the top two bits and as many ids of
 * 20 bits below, the first one lowest. With a count of 0, the next two bits are the number of ids beyond three, which are in
 * a second word; if they are 0 too, the value refers to {@code (length << 32 | offset + 1)} in a list of ids. Pieces of up to
 * {@value #LONGEST} bytes are in a table of lines of eight words,
 *
 * <pre>
 *   first 8 bytes | next 8 | last 16 but 8 | last 8 | length, where all bytes are | value | more | hash
 * </pre>
 *
 * of which the first four words are all the bytes of a piece of up to 32; those of longer ones are kept aside.
 *
 * <p>The memory is bounded: at its bound a {@link PieceTable} and the table of lines let an old entry give way for each new
 * one, and a list is emptied; both cost time and never change an id.
 *
 * <p><b>Thread safety:</b> none; one per worker.
 */
final class PieceCache {
    /** Longest piece whose bytes and number of bytes are one word. */
    static final int SMALL = 7;
    /** Longest piece whose bytes and length are two words. */
    static final int SHORT = 15;
    /** Longest piece of which a line has all bytes. */
    static final int LINE_BYTES = 32;
    /** Longest piece that is kept at all. */
    static final int LONGEST = 256;
    /** The count of a value of one id. */
    static final long ONE = 1L << 62;
    /** Ids must be below this to be in a value. */
    static final int ID_LIMIT = 1 << 20;

    /** Added to the length of a long piece that is a part of a piece, where that makes a difference. */
    static final int PART = 1 << 16;
    /** The same for the second word of short ones. */
    static final long SHORT_PART = 1L << 63;

    static final int LINE = 8;
    /** Lines in which a long piece can be, as powers of two beside its own one. */
    private static final int REACH = 16;

    /** Where value and more are in a line. */
    static final int LINE_VALUE = 5;

    private static final int SKIP = PieceTable.SKIP;
    private static final int MOST_BUCKETS = 1 << 18;
    private static final int MOST_LINES = 1 << 17;
    private static final int MOST_LISTED = 1 << 22;
    private static final int MOST_LONG_BYTES = 4 << 20;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long SECOND_MULTIPLIER = 0xC2B2AE3D27D4EB4FL;

    /** Pieces of up to {@link #SMALL} bytes that are one token. */
    final TokenTable tokens;
    /** Other pieces of up to {@link #SHORT} bytes, and those for which there was no room. */
    final PieceTable pieces;
    /** Grows when the list is emptied: values that refer to it and were read before are void then. */
    int generation;

    /** Which line of two gives way next. */
    private int turn;

    int[] listed = new int[1 << 12];
    private int listedEnd;

    /** A long piece is in its own line or one near it; {@code SKIP + lines * LINE} words. */
    long[] longTable = new long[SKIP + (LINE << 9)];

    private int longEntries;
    private byte[] longBytes = new byte[1 << 14];
    private int longEnd;

    /** What {@link #pack} made last. */
    long packed;

    long packedMore;

    private final int mostLines;
    private final int mostListed;
    private final int mostLongBytes;

    /** A cache for ids below {@code ids}, at most {@link #ID_LIMIT}. */
    PieceCache(int ids) {
        this(ids, MOST_BUCKETS, MOST_LINES, MOST_LISTED, MOST_LONG_BYTES);
    }

    /** A cache with other bounds; {@code mostListed} and {@code mostLongBytes} must be at least {@link #LONGEST}. */
    PieceCache(int ids, int mostBuckets, int mostLines, int mostListed, int mostLongBytes) {
        tokens = new TokenTable(ids);
        pieces = new PieceTable(mostBuckets);
        this.mostLines = mostLines;
        this.mostListed = mostListed;
        this.mostLongBytes = mostLongBytes;
    }

    private static int beside(int line, int number) {
        return (line - SKIP ^ number * LINE) + SKIP;
    }

    /** Packs the first ids of an array into a value: up to 6 into the words themselves, more into the list. */
    void pack(int[] ids, int count) {
        packed = count <= 3 ? (long) count << 62 : (long) (count - 3) << 60;
        packedMore = 0;
        if (count > 6) {
            packed = listed(ids, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            if (i < 3) {
                packed |= (long) ids[i] << 20 * i;
            } else {
                packedMore |= (long) ids[i] << 20 * (i - 3);
            }
        }
    }

    /**
     * Writes the ids of a value, which is not 0, to {@code dst} from {@code at} on, where there must be room for two more than
     * they are. Returns the index after the last one.
     */
    int unpack(long value, long more, int[] dst, int at) {
        if (value >>> 60 == 0) {
            int count = (int) (value >>> 32);
            System.arraycopy(listed, (int) value - 1, dst, at, count);
            return at + count;
        }
        dst[at] = (int) value & 0xFFFFF;
        dst[at + 1] = (int) (value >>> 20) & 0xFFFFF;
        dst[at + 2] = (int) (value >>> 40) & 0xFFFFF;
        int count = (int) (value >>> 62);
        if (count > 0) {
            return at + count;
        }
        dst[at + 3] = (int) more & 0xFFFFF;
        dst[at + 4] = (int) (more >>> 20) & 0xFFFFF;
        dst[at + 5] = (int) (more >>> 40) & 0xFFFFF;
        return at + 3 + (int) (value >>> 60);
    }

    private long listed(int[] ids, int count) {
        if (listedEnd + count > mostListed) {
            clear();
        }
        while (listedEnd + count > listed.length) {
            listed = Arrays.copyOf(listed, 2 * listed.length);
        }
        System.arraycopy(ids, 0, listed, listedEnd, count);
        long value = (long) count << 32 | listedEnd + 1;
        listedEnd += count;
        return value;
    }

    /** The hash of the long piece {@code text[from, to)}; {@code part} is 0 or {@link #PART}. */
    static long longHash(byte[] text, int from, int to, int part) {
        long h = (to - from + part) * SECOND_MULTIPLIER;
        for (int i = from + 16; i < to - 16; i += 8) {
            h = (h ^ (long) BpeBatch.LONGS.get(text, i)) * MULTIPLIER;
            h ^= h >>> 32;
        }
        h += (long) BpeBatch.LONGS.get(text, from) * 0x9E3779B97F4A7C15L;
        h += (long) BpeBatch.LONGS.get(text, from + 8) * 0xBF58476D1CE4E5B9L;
        h += (long) BpeBatch.LONGS.get(text, to - 16) * 0x94D049BB133111EBL;
        h += (long) BpeBatch.LONGS.get(text, to - 8) * 0xD6E8FEB86659FD93L;
        h *= MULTIPLIER;
        return h ^ h >>> 32;
    }

    /** Index in {@link #longTable} of the line of a hash. */
    int line(long hash) {
        return ((int) hash * LINE & longTable.length - SKIP - LINE) + SKIP;
    }

    /** Index of the line of the long piece {@code text[from, to)} with that hash, or -1. */
    int findLong(byte[] text, int from, int to, long hash, int part) {
        int home = line(hash);
        for (int number = 0; number < REACH; number++) {
            int line = beside(home, number);
            if (isLine(line, text, from, to, part)) {
                return line;
            }
            if (longTable[line + LINE_VALUE] == 0) {
                return -1;
            }
        }
        return -1;
    }

    private boolean isLine(int at, byte[] text, int from, int to, int part) {
        long[] lines = longTable;
        return (int) lines[at + 4] == to - from + part
                && lines[at] == (long) BpeBatch.LONGS.get(text, from)
                && lines[at + 1] == (long) BpeBatch.LONGS.get(text, from + 8)
                && lines[at + 2] == (long) BpeBatch.LONGS.get(text, to - 16)
                && lines[at + 3] == (long) BpeBatch.LONGS.get(text, to - 8)
                && (to - from <= LINE_BYTES || sameBytes((int) (lines[at + 4] >>> 32), text, from, to));
    }

    private boolean sameBytes(int offset, byte[] text, int from, int to) {
        return Arrays.equals(longBytes, offset, offset + to - from, text, from, to);
    }

    /** Adds a long piece that is not there, with what was packed. */
    void putLong(byte[] text, int from, int to, long hash, int part) {
        int offset = to - from > LINE_BYTES ? keep(text, from, to) : 0;
        int lines = (longTable.length - SKIP) / LINE;
        if (4 * longEntries > lines && lines < mostLines) {
            growLong(lines);
        }
        int at = placeLong(line(hash));
        longTable[at] = (long) BpeBatch.LONGS.get(text, from);
        longTable[at + 1] = (long) BpeBatch.LONGS.get(text, from + 8);
        longTable[at + 2] = (long) BpeBatch.LONGS.get(text, to - 16);
        longTable[at + 3] = (long) BpeBatch.LONGS.get(text, to - 8);
        longTable[at + 4] = (long) offset << 32 | to - from + part;
        longTable[at + LINE_VALUE] = packed;
        longTable[at + LINE_VALUE + 1] = packedMore;
        longTable[at + 7] = hash;
    }

    private int keep(byte[] text, int from, int to) {
        if (longEnd + to - from > mostLongBytes) {
            clearLong();
        }
        while (longEnd + to - from > longBytes.length) {
            longBytes = Arrays.copyOf(longBytes, 2 * longBytes.length);
        }
        int offset = longEnd;
        System.arraycopy(text, from, longBytes, offset, to - from);
        longEnd += to - from;
        return offset;
    }

    /** The first free line near one; if there is none, that one or its neighbour gives way. */
    private int placeLong(int home) {
        for (int number = 0; number < REACH; number++) {
            int line = beside(home, number);
            if (longTable[line + LINE_VALUE] == 0) {
                longEntries++;
                return line;
            }
        }
        return beside(home, ++turn & 1);
    }

    private void growLong(int lines) {
        long[] old = longTable;
        longTable = new long[SKIP + Math.min(mostLines, PieceTable.GROWTH * lines) * LINE];
        longEntries = 0;
        for (int at = SKIP; at < old.length; at += LINE) {
            if (old[at + LINE_VALUE] != 0) {
                System.arraycopy(old, at, longTable, placeLong(line(old[at + 7])), LINE);
            }
        }
    }

    private void clear() {
        pieces.clear();
        generation++;
        listedEnd = 0;
        clearLong();
    }

    private void clearLong() {
        Arrays.fill(longTable, 0);
        longEntries = 0;
        longEnd = 0;
    }
}
