package dev.millrace.tokenizer.unicode;

/**
 * Reads and writes code points in UTF-8. A byte {@code b} that is not part of a well-formed character reads as {@code
 * ILL_FORMED + b}, a character of one byte that is in no class; so every byte sequence is a sequence of code points and
 * back.
 */
public final class CodePoints {
    /** Added to the bytes that are not part of a well-formed character. */
    public static final int ILL_FORMED = 0x110000;

    private CodePoints() {}

    /** The code point that starts at {@code text[i]}; the text ends at {@code to > i}. */
    public static int at(byte[] text, int i, int to) {
        int b0 = text[i];
        if (b0 >= 0) {
            return b0;
        }
        if (b0 < (byte) 0xE0) {
            if (b0 >= (byte) 0xC2 && i + 1 < to && isTrail(text[i + 1])) {
                return (b0 & 0x1F) << 6 | text[i + 1] & 0x3F;
            }
        } else if (b0 < (byte) 0xF0) {
            if (i + 2 < to && isTrail(text[i + 1]) && isTrail(text[i + 2])) {
                int c = (b0 & 0x0F) << 12 | (text[i + 1] & 0x3F) << 6 | text[i + 2] & 0x3F;
                if (c >= 0x800 && c >> 11 != 0xD800 >> 11) {
                    return c;
                }
            }
        } else if (i + 3 < to && isTrail(text[i + 1]) && isTrail(text[i + 2]) && isTrail(text[i + 3])) {
            int c = (b0 & 0x0F) << 18 | (text[i + 1] & 0x3F) << 12 | (text[i + 2] & 0x3F) << 6 | text[i + 3] & 0x3F;
            if (c >= 0x10000 && c < ILL_FORMED) {
                return c;
            }
        }
        return ILL_FORMED + (b0 & 0xFF);
    }

    /** The code point that ends before {@code text[i]}; the text starts at {@code from < i}. */
    public static int before(byte[] text, int from, int i) {
        int lead = i - 1;
        while (lead > from && lead > i - 4 && isTrail(text[lead])) {
            lead--;
        }
        int c = at(text, lead, i);
        return lead + length(c) == i ? c : ILL_FORMED + (text[i - 1] & 0xFF);
    }

    /** Bytes of a code point that {@link #at} returned. */
    public static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : codePoint < ILL_FORMED ? 4 : 1;
    }

    /** Writes a code point to {@code text[i]} and on, which must have room for it, and returns its length. */
    public static int put(int codePoint, byte[] text, int i) {
        if (codePoint < 0x80 || codePoint >= ILL_FORMED) {
            text[i] = (byte) codePoint;
            return 1;
        }
        if (codePoint < 0x800) {
            text[i] = (byte) (0xC0 | codePoint >> 6);
            text[i + 1] = (byte) (0x80 | codePoint & 0x3F);
            return 2;
        }
        if (codePoint < 0x10000) {
            text[i] = (byte) (0xE0 | codePoint >> 12);
            text[i + 1] = (byte) (0x80 | codePoint >> 6 & 0x3F);
            text[i + 2] = (byte) (0x80 | codePoint & 0x3F);
            return 3;
        }
        text[i] = (byte) (0xF0 | codePoint >> 18);
        text[i + 1] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        text[i + 2] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        text[i + 3] = (byte) (0x80 | codePoint & 0x3F);
        return 4;
    }

    private static boolean isTrail(byte b) {
        return b < (byte) 0xC0;
    }
}
