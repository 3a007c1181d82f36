package dev.millrace.tokenizer.pipeline;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Well-formedness of UTF-8, after table 3-7 of the Unicode Standard. */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** One bit for the low six bits of each lead byte that restricts what follows or never occurs. */
    private static final long SUSPECT = 1L << 0x00 | 1L << 0x01 | 1L << 0x20 | 1L << 0x2D | 1L << 0x30 | -1L << 0x34;

    private Utf8() {}

    /** Returns the index of the first byte of {@code text[from, to)} that is not part of a well-formed character, or -1. */
    public static int firstMalformed(byte[] text, int from, int to) {
        int i = from;
        while (i < to) {
            i = wellFormedBlocks(text, i, to);
            // What the blocks could not tell, or the rest: one character at a time up to where they can go on.
            int until = Math.min(to, i + 16);
            while (i < until) {
                int length = wellFormed(text, i, to);
                if (length <= 0) {
                    return i;
                }
                i += length;
            }
        }
        return -1;
    }

    /**
     * Checks eight bytes at a time, beginning at the start of a character, and returns the start of a character up to
     * which all is well-formed.
     *
     * <p>Lead bytes of two, three and four bytes ask for trail bytes one, two and three places on; all is well if just
     * these places have them and no lead byte is one that restricts its second byte in a way it breaks.
     */
    private static int wellFormedBlocks(byte[] text, int from, int to) {
        long asked = 0;
        int i = from;
        int last = to - 16;
        for (; i <= last; i += 8) {
            if (asked == 0) {
                i = skipAscii(text, i, to);
                if (i > last) {
                    break;
                }
            }
            long eight = (long) LONGS.get(text, i);
            long high = eight & HIGH_BITS;
            long two = high & eight << 1;
            long three = two & eight << 2;
            long four = three & eight << 3;
            if ((asked | two << 8 | three << 16 | four << 24) != (high & ~two)) {
                break;
            }
            if (two != 0 && !restrictionsHold(text, i, two, eight)) {
                break;
            }
            asked = two >>> 56 | three >>> 48 | four >>> 40;
        }
        if (asked != 0) {
            // The last character is not complete: back to its lead byte.
            do {
                i--;
            } while ((text[i] & 0xC0) == 0x80);
        }
        return i;
    }

    /** The first position from {@code i} on, in steps of 32, from which not all of 32 bytes before {@code to} are ASCII. */
    static int skipAscii(byte[] text, int i, int to) {
        for (; i <= to - 32; i += 32) {
            long any = (long) LONGS.get(text, i)
                    | (long) LONGS.get(text, i + 8)
                    | (long) LONGS.get(text, i + 16)
                    | (long) LONGS.get(text, i + 24);
            if ((any & HIGH_BITS) != 0) {
                break;
            }
        }
        return i;
    }

    /** Whether no lead byte of a block makes an overlong form, a surrogate or what is above U+10FFFF. */
    private static boolean restrictionsHold(byte[] text, int i, long leads, long eight) {
        // Leads C0, C1, E0, ED, F0 and from F4 on are the only ones to look at.
        for (long left = leads; left != 0; left &= left - 1) {
            int k = Long.numberOfTrailingZeros(left) >>> 3;
            if ((SUSPECT >>> (eight >>> 8 * k & 0x3F) & 1) != 0 && wellFormed(text, i + k, i + k + 4) <= 0) {
                return false;
            }
        }
        return true;
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

    /** Whether {@code text[i, to)} is the beginning of a character whose other bytes are still to come. */
    public static boolean mayGoOn(byte[] text, int i, int to) {
        int length = wellFormed(text, i, to);
        return length < 0 && i - length == to && trailBytes(text[i]) > 0;
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
