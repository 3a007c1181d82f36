package dev.millrace.tokenizer.vocab;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Tokens by id and ids by the bytes of a token. Ids may have holes.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Vocabulary {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    /** Token {@code id} is {@code bytes[offsets[id], offsets[id + 1])}. */
    private final int[] offsets;

    private final BitSet present;
    /**
     * Open addressing over the bytes of a token; a slot holds id + 1, or 0 if it is free, and above it as many bits of the
     * hash as there is room for, so that a token that only shares the slot is seldom looked at.
     */
    private final int[] slots;

    /** The bits of a slot that are of the hash. */
    private final int hashBits;

    /**
     * One bit per hash of a token that can be found, 8 to 16 bits per token: what is asked for is seldom a token, and this
     * eighth of the slots stays near. Among other work, a look took 80 to 190 ns with it, 200 to 390
     * without it.
     */
    private final long[] filter;

    /**
     * A vocabulary of {@code tokens}, indexed by id; null is a hole. {@code hidden} tokens can be decoded but are never
     * found by their bytes.
     */
    public Vocabulary(byte[] @Nullable [] tokens, BitSet hidden) {
        offsets = new int[tokens.length + 1];
        present = new BitSet(tokens.length);
        long total = 0;
        for (int id = 0; id < tokens.length; id++) {
            byte[] token = tokens[id];
            total += token == null ? 0 : token.length;
            offsets[id + 1] = Math.toIntExact(total);
        }
        bytes = new byte[(int) total];
        slots = new int[Integer.highestOneBit(Math.max(8, tokens.length)) << 2];
        filter = new long[Math.max(1, slots.length >> 4)];
        hashBits = ~((Integer.highestOneBit(tokens.length + 1) << 1) - 1);
        for (int id = 0; id < tokens.length; id++) {
            byte[] token = tokens[id];
            if (token != null) {
                System.arraycopy(token, 0, bytes, offsets[id], token.length);
                present.set(id);
                if (!hidden.get(id)) {
                    insert(id);
                }
            }
        }
    }

    /** Greatest id + 1. */
    public int size() {
        return offsets.length - 1;
    }

    /** Whether {@code id} is a token. */
    public boolean contains(int id) {
        return id >= 0 && present.get(id);
    }

    /** Number of bytes of a token. */
    public int length(int id) {
        return offsets[id + 1] - offsets[id];
    }

    /** The first byte of a token that has one, 0 to 255. */
    public int firstByte(int id) {
        return bytes[offsets[id]] & 0xff;
    }

    /** The last byte of a token that has one, 0 to 255. */
    public int lastByte(int id) {
        return bytes[offsets[id + 1] - 1] & 0xff;
    }

    /** Copies the bytes of a token to {@code dst[at, at + length(id))}. */
    public void copy(int id, byte[] dst, int at) {
        System.arraycopy(bytes, offsets[id], dst, at, length(id));
    }

    /** The bytes of a token, as a new array. */
    public byte[] token(int id) {
        return Arrays.copyOfRange(bytes, offsets[id], offsets[id + 1]);
    }

    /** The id of the token {@code text[from, to)}, or -1 if there is none. */
    public int find(byte[] text, int from, int to) {
        int mask = slots.length - 1;
        int hash = hash(text, from, to);
        if ((filter[hash >>> 6 & filter.length - 1] >>> hash & 1) == 0) {
            return -1;
        }
        for (int s = hash & mask; ; s = s + 1 & mask) {
            int slot = slots[s];
            if (slot == 0) {
                return -1;
            }
            if (((slot ^ hash) & hashBits) == 0) {
                int id = (slot & ~hashBits) - 1;
                if (length(id) == to - from && equal(bytes, offsets[id], to - from, text, from)) {
                    return id;
                }
            }
        }
    }

    private void insert(int id) {
        if (find(bytes, offsets[id], offsets[id + 1]) >= 0) {
            return;
        }
        int mask = slots.length - 1;
        int hash = hash(bytes, offsets[id], offsets[id + 1]);
        int s = hash & mask;
        while (slots[s] != 0) {
            s = s + 1 & mask;
        }
        slots[s] = hash & hashBits | id + 1;
        filter[hash >>> 6 & filter.length - 1] |= 1L << hash;
    }

    private static int hash(byte[] text, int from, int to) {
        long h = (long) to - from;
        int i = from;
        for (; i + 8 <= to; i += 8) {
            h = (h ^ (long) LONGS.get(text, i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 32;
        }
        h = (h ^ rest(text, i, to)) * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 32 ^ h >>> 15);
    }

    /** The bytes {@code text[from, to)}, less than eight, in one word. */
    private static long rest(byte[] text, int from, int to) {
        if (from + 8 <= text.length) {
            return (long) LONGS.get(text, from) & (1L << 8 * (to - from)) - 1;
        }
        long rest = 0;
        for (int i = to; i > from; i--) {
            rest = rest << 8 | text[i - 1] & 0xff;
        }
        return rest;
    }

    private static boolean equal(byte[] a, int i, int length, byte[] b, int k) {
        int n = 0;
        for (; n + 8 <= length; n += 8) {
            if ((long) LONGS.get(a, i + n) != (long) LONGS.get(b, k + n)) {
                return false;
            }
        }
        return rest(a, i + n, i + length) == rest(b, k + n, k + length);
    }
}
