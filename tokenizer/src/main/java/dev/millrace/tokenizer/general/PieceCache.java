package dev.millrace.tokenizer.general;

import java.util.Arrays;

/**
 * Remembers the ids of short pieces: one entry per slot, the newer replaces the older. A hit compares all bytes.
 *
 * <p><b>Thread safety:</b> none; belongs to one worker. It holds about 1.3 MB.
 */
final class PieceCache {
    private static final int SLOT_BITS = 14;
    /** Longest piece in bytes. */
    private static final int KEY_BYTES = 47;
    /** Most ids of a piece. */
    private static final int MOST_IDS = 7;

    /** Per slot: length, then the bytes of the piece. */
    private final byte[] keys = new byte[KEY_BYTES + 1 << SLOT_BITS];
    /** Per slot: number of ids, then the ids. */
    private final int[] values = new int[MOST_IDS + 1 << SLOT_BITS];

    /** Copies the ids of {@code text[from, to)} to {@code ids} and returns their number, or -1 if it is not known. */
    int get(byte[] text, int from, int to, int[] ids) {
        int length = to - from;
        if (length > KEY_BYTES) {
            return -1;
        }
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

    /** Remembers {@code ids[0, n)}. */
    void put(byte[] text, int from, int to, int[] ids, int n) {
        int length = to - from;
        if (length > KEY_BYTES || length == 0 || n > MOST_IDS) {
            return;
        }
        int slot = slot(text, from, to);
        int key = slot * (KEY_BYTES + 1);
        keys[key] = (byte) length;
        System.arraycopy(text, from, keys, key + 1, length);
        int value = slot * (MOST_IDS + 1);
        values[value] = n;
        System.arraycopy(ids, 0, values, value + 1, n);
    }

    private static int slot(byte[] text, int from, int to) {
        int h = to - from;
        for (int i = from; i < to; i++) {
            h = (h ^ text[i]) * 0x01000193;
        }
        return (h ^ h >>> 15) * 0x9E3779B9 >>> 32 - SLOT_BITS;
    }
}
