package dev.millrace.tokenizer.general;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Remembers the ids of pieces, found by all their bytes, so that a hit is exact.
 *
 * <p>Pieces of up to 15 bytes with up to three ids are in buckets of two entries of four words each,
 *
 * <pre>
 *   bytes 0-7 | bytes 8-14, length in the top byte | value | unused
 * </pre>
 *
 * where a value is a count in the top two bits and ids of 20 bits below, the first one lowest; 0 is no entry. That table
 * grows up to its bound, then old entries give way. Other pieces have one slot each for their hash, and the newer piece
 * replaces the older.
 *
 * <p><b>Thread safety:</b> none; belongs to one worker. It holds 1.4 to 3.4 MB.
 */
final class PieceCache {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private static final int SHORT = 15;
    private static final int ENTRY = 4;
    private static final int BUCKET = 2 * ENTRY;
    private static final int FIRST_BUCKETS = 1 << 11;
    private static final int MOST_BUCKETS = 1 << 15;
    private static final int ID_BITS = 20;
    private static final int ID_MASK = (1 << ID_BITS) - 1;

    private static final int SLOT_BITS = 14;
    /** Longest piece in bytes. */
    private static final int KEY_BYTES = 47;
    /** Most ids of a piece. */
    private static final int MOST_IDS = 7;

    private long[] table = new long[FIRST_BUCKETS * BUCKET];
    private int entries;
    /** Which entry of a full bucket gives way next. */
    private int turn;

    /** Per slot: length, then the bytes of the piece. */
    private final byte[] keys = new byte[KEY_BYTES + 1 << SLOT_BITS];
    /** Per slot: number of ids, then the ids. */
    private final int[] values = new int[MOST_IDS + 1 << SLOT_BITS];

    /**
     * Copies the ids of {@code text[from, to)}, which is not empty, to {@code ids}, which has room for seven, and returns their number, or -1
     * if it is not known.
     */
    int get(byte[] text, int from, int to, int[] ids) {
        int length = to - from;
        if (length <= SHORT) {
            long low = word(text, from, Math.min(8, length));
            long high = high(text, from, length);
            int bucket = bucket(hash(low, high));
            long first = table[bucket] == low && table[bucket + 1] == high ? table[bucket + 2] : 0;
            long second = table[bucket + 4] == low && table[bucket + 5] == high ? table[bucket + 6] : 0;
            long value = first | second;
            if (value != 0) {
                ids[0] = (int) value & ID_MASK;
                ids[1] = (int) (value >>> ID_BITS) & ID_MASK;
                ids[2] = (int) (value >>> 2 * ID_BITS) & ID_MASK;
                return (int) (value >>> 62);
            }
        }
        return length <= KEY_BYTES ? getOther(text, from, to, ids) : -1;
    }

    private int getOther(byte[] text, int from, int to, int[] ids) {
        int length = to - from;
        int slot = slot(text, from, to);
        int key = slot * (KEY_BYTES + 1);
        if (keys[key] != length || !Arrays.equals(keys, key + 1, key + 1 + length, text, from, to)) {
            return -1;
        }
        int value = slot * (MOST_IDS + 1);
        int n = values[value];
        System.arraycopy(values, value + 1, ids, 0, n);
        return n;
    }

    /** Remembers {@code ids[0, n)} for a piece that is not known. */
    void put(byte[] text, int from, int to, int[] ids, int n) {
        int length = to - from;
        if (length > KEY_BYTES || length == 0 || n > MOST_IDS) {
            return;
        }
        if (length <= SHORT && n > 0 && n <= 3) {
            long value = (long) n << 62;
            int bits = 0;
            for (int i = 0; i < n; i++) {
                value |= (long) ids[i] << ID_BITS * i;
                bits |= ids[i];
            }
            if (bits >>> ID_BITS == 0) {
                putShort(word(text, from, Math.min(8, length)), high(text, from, length), value);
                return;
            }
        }
        int slot = slot(text, from, to);
        int key = slot * (KEY_BYTES + 1);
        keys[key] = (byte) length;
        System.arraycopy(text, from, keys, key + 1, length);
        int value = slot * (MOST_IDS + 1);
        values[value] = n;
        System.arraycopy(ids, 0, values, value + 1, n);
    }

    private void putShort(long low, long high, long value) {
        if (entries > table.length / BUCKET && table.length < MOST_BUCKETS * BUCKET) {
            long[] old = table;
            table = new long[2 * old.length];
            entries = 0;
            for (int at = 0; at < old.length; at += ENTRY) {
                if (old[at + 2] != 0) {
                    place(old[at], old[at + 1], old[at + 2]);
                }
            }
        }
        place(low, high, value);
    }

    private void place(long low, long high, long value) {
        int at = bucket(hash(low, high));
        if (table[at + 2] == 0) {
            entries++;
        } else if (table[at + ENTRY + 2] == 0) {
            entries++;
            at += ENTRY;
        } else {
            at += ENTRY * (turn++ & 1);
        }
        table[at] = low;
        table[at + 1] = high;
        table[at + 2] = value;
    }

    /** The first {@code n} bytes at {@code from}, 0 to 8, lowest first, and zeros. */
    private static long word(byte[] text, int from, int n) {
        if (from + 8 <= text.length) {
            return n == 8 ? (long) LONGS.get(text, from) : (long) LONGS.get(text, from) & (1L << 8 * n) - 1;
        }
        long word = 0;
        for (int i = n - 1; i >= 0; i--) {
            word = word << 8 | text[from + i] & 0xff;
        }
        return word;
    }

    private static long high(byte[] text, int from, int length) {
        long tag = (long) length << 56;
        return length <= 8 ? tag : tag | word(text, from + 8, length - 8);
    }

    private static long hash(long low, long high) {
        long h = (low ^ high * 0xC2B2AE3D27D4EB4FL) * MULTIPLIER;
        return (h ^ h >>> 32) * MULTIPLIER;
    }

    private int bucket(long hash) {
        return (int) (hash >>> 40) * BUCKET & table.length - 1;
    }

    private static int slot(byte[] text, int from, int to) {
        long h = (long) to - from;
        for (int i = from; i < to; i += 8) {
            h = (h ^ word(text, i, Math.min(8, to - i))) * MULTIPLIER;
            h ^= h >>> 32;
        }
        return (int) (h * MULTIPLIER >>> 64 - SLOT_BITS);
    }
}
