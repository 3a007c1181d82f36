package dev.millrace.tokenizer.train;

import java.util.Arrays;

/**
 * How often each piece occurs.
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Several are joined by {@link #addAll}.
 */
final class PieceCounts {
    private byte[] bytes = new byte[1 << 16];
    private int[] offsets = new int[1 << 10];
    private long[] counts = new long[1 << 10];
    /** Open addressing; a slot holds the piece's number + 1, or 0 if it is free. */
    private int[] slots = new int[1 << 12];

    private int size;

    void add(byte[] text, int from, int to, long count) {
        int mask = slots.length - 1;
        int slot = hash(text, from, to) & mask;
        while (slots[slot] != 0) {
            int piece = slots[slot] - 1;
            if (Arrays.equals(bytes, offsets[piece], offsets[piece + 1], text, from, to)) {
                counts[piece] += count;
                return;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = append(text, from, to, count) + 1;
        if (2 * size > slots.length) {
            grow();
        }
    }

    void addAll(PieceCounts other) {
        for (int piece = 0; piece < other.size; piece++) {
            add(other.bytes, other.offsets[piece], other.offsets[piece + 1], other.counts[piece]);
        }
    }

    int size() {
        return size;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where piece {@code piece} starts in {@link #bytes}; it ends where the next one starts. */
    int offset(int piece) {
        return offsets[piece];
    }

    long count(int piece) {
        return counts[piece];
    }

    private int append(byte[] text, int from, int to, long count) {
        int start = offsets[size];
        long end = (long) start + to - from;
        if (end > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException(
                    "the different pieces of a corpus must have at most 2147483639 bytes together, but have more");
        }
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * bytes.length)));
        }
        if (size + 1 == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        System.arraycopy(text, from, bytes, start, to - from);
        counts[size] = count;
        offsets[size + 1] = (int) end;
        return size++;
    }

    private void grow() {
        int[] larger = new int[2 * slots.length];
        int mask = larger.length - 1;
        for (int piece = 0; piece < size; piece++) {
            int slot = hash(bytes, offsets[piece], offsets[piece + 1]) & mask;
            while (larger[slot] != 0) {
                slot = slot + 1 & mask;
            }
            larger[slot] = piece + 1;
        }
        slots = larger;
    }

    private static int hash(byte[] text, int from, int to) {
        long h = (long) to - from;
        for (int i = from; i < to; i++) {
            h = (h ^ text[i]) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 29;
        }
        return (int) (h >>> 32 ^ h);
    }
}
