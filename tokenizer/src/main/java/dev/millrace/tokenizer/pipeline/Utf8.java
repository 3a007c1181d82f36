package dev.millrace.tokenizer.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Well-formedness of UTF-8, after table 3-7 of the Unicode Standard. */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Returns the index of the first byte of {@code text[from, to)} that is not part of a well-formed character, or -1. */
    public static int firstMalformed(byte[] text, int from, int to) {
        int i = from;
        int fast = to - 8;
        while (i < to) {
            if (i <= fast) {
                long eight = (long) LONGS.get(text, i);
                long high = eight & HIGH_BITS;
                if (high == 0) {
                    i += 8;
                    continue;
                }
                int ascii = Long.numberOfTrailingZeros(high) >>> 3;
                if (ascii > 0) {
                    i += ascii;
                    continue;
                }
                int four = (int) eight;
                if ((four & 0xC0C0F0) == 0x8080E0) {
                    int c = (four & 0x0F) << 12 | (four >>> 2 & 0xFC0) | four >>> 16 & 0x3F;
                    if (c >= 0x800 && c >>> 11 != 0x1B) {
                        i += 3;
                        continue;
                    }
                } else if ((four & 0xC0E0) == 0x80C0 && (four & 0x1E) != 0) {
                    i += 2;
                    continue;
                }
            }
            int length = wellFormed(text, i, to);
            if (length <= 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }

    /**
     * The length of the well-formed character at {@code text[i]}, or if there is none, minus the length of the maximal
     * subpart of an ill-formed sequence there: what one U+FFFD replaces.
     */
    public static int wellFormed(byte[] text, int i, int to) {
        int lead = text[i];
        if (lead >= 0) {
            return 1;
        }
        int trail = trailBytes(lead);
        if (trail == 0) {
            return -1;
        }
        for (int k = 1; k <= trail; k++) {
            if (i + k >= to || !continues(lead, k, text[i + k])) {
                return -k;
            }
        }
        return trail + 1;
    }

    private static int trailBytes(int lead) {
        int b = lead & 0xff;
        if (b < 0xc2 || b > 0xf4) {
            return 0;
        }
        return b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
    }

    private static boolean continues(int lead, int index, int b) {
        int low = 0x80;
        int high = 0xbf;
        if (index == 1) {
            switch (lead & 0xff) {
                case 0xe0 -> low = 0xa0;
                case 0xed -> high = 0x9f;
                case 0xf0 -> low = 0x90;
                case 0xf4 -> high = 0x8f;
                default -> {}
            }
        }
        return (b & 0xff) >= low && (b & 0xff) <= high;
    }
}
