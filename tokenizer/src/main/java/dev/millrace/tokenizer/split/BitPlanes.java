package dev.millrace.tokenizer.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The eight bits of each byte of a window as eight planes: bit {@code i & 63} of word {@code i >> 6} of plane {@code k} is
 * bit {@code k} of byte {@code i}.
 *
 * <p>All here are loops over words, each so small that HotSpot makes vector instructions of it (its limit is
 * {@code LoopUnrollLimit}, 60 nodes: about six arrays and a dozen operations). The planes lie one after the other in one
 * array, at distances that are constants, so that HotSpot sees that they are apart, and what is the same for several is one
 * loop over them all: loading 4 KB takes 0.10 ns per byte, 0.22 where each plane was an array, 0.38 without vector
 * instructions.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
public final class BitPlanes {
    /** Words of a plane: a window has at most 4,096 bytes. */
    public static final int WORDS = 64;

    /** Where in {@link #bits} the planes begin. */
    public static final int B0 = 0;

    public static final int B1 = WORDS;
    public static final int B2 = 2 * WORDS;
    public static final int B3 = 3 * WORDS;
    public static final int B4 = 4 * WORDS;
    public static final int B5 = 5 * WORDS;
    public static final int B6 = 6 * WORDS;
    public static final int B7 = 7 * WORDS;

    static final int END = 8 * WORDS;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The planes, and behind them at least one word. */
    public final long[] bits;

    public BitPlanes() {
        this(END + 1);
    }

    /** Planes at the beginning of an array of {@code words} words. */
    BitPlanes(int words) {
        bits = new long[words];
    }

    /** Fills the planes with {@code text[from, from + 64 * words)}; what they have beyond that is of no meaning. */
    public void load(byte[] text, int from, int words) {
        long[] bits = this.bits;
        for (int word = 0; word < words; word++) {
            int i = from + (word << 6);
            bits[B0 + word] = (long) LONGS.get(text, i);
            bits[B1 + word] = (long) LONGS.get(text, i + 8);
            bits[B2 + word] = (long) LONGS.get(text, i + 16);
            bits[B3 + word] = (long) LONGS.get(text, i + 24);
            bits[B4 + word] = (long) LONGS.get(text, i + 32);
            bits[B5 + word] = (long) LONGS.get(text, i + 40);
            bits[B6 + word] = (long) LONGS.get(text, i + 48);
            bits[B7 + word] = (long) LONGS.get(text, i + 56);
        }
        // Exchanges the number of a plane with the number of a bit in its byte, one bit of both at a time.
        exchangeFours(bits);
        exchangeTwos(bits, B0);
        exchangeTwos(bits, B4);
        exchangeOnes(bits, B0);
        exchangeOnes(bits, B2);
        exchangeOnes(bits, B4);
        exchangeOnes(bits, B6);
        order(bits);
    }

    private static void exchangeFours(long[] bits) {
        for (int i = 0; i < B4; i++) {
            long t = (bits[i] >>> 4 ^ bits[i + B4]) & 0x0F0F0F0F0F0F0F0FL;
            bits[i + B4] ^= t;
            bits[i] ^= t << 4;
        }
    }

    private static void exchangeTwos(long[] bits, int from) {
        for (int i = from; i < from + B2; i++) {
            long t = (bits[i] >>> 2 ^ bits[i + B2]) & 0x3333333333333333L;
            bits[i + B2] ^= t;
            bits[i] ^= t << 2;
        }
    }

    private static void exchangeOnes(long[] bits, int from) {
        for (int i = from; i < from + B1; i++) {
            long t = (bits[i] >>> 1 ^ bits[i + B1]) & 0x5555555555555555L;
            bits[i + B1] ^= t;
            bits[i] ^= t << 1;
        }
    }

    /** Brings the bits of 64 bytes into the order of the text: bit {@code 8 * i + k} becomes bit {@code 8 * k + i}. */
    private static void order(long[] planes) {
        for (int i = 0; i < END; i++) {
            long bits = planes[i];
            long t = (bits ^ bits >>> 7) & 0x00AA00AA00AA00AAL;
            bits ^= t ^ t << 7;
            t = (bits ^ bits >>> 14) & 0x0000CCCC0000CCCCL;
            bits ^= t ^ t << 14;
            t = (bits ^ bits >>> 28) & 0x00000000F0F0F0F0L;
            planes[i] = bits ^ t ^ t << 28;
        }
    }
}
