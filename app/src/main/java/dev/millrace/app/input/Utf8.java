package dev.millrace.app.input;

import java.util.Arrays;

/** UTF-16 to UTF-8 without a string in between. */
final class Utf8 {
    private static final int REPLACEMENT = 0xFFFD;

    private Utf8() {}

    /** Encodes {@code chars[from, from + length)}; a lone surrogate, which UTF-8 cannot say, becomes one U+FFFD. */
    static byte[] encode(char[] chars, int from, int length) {
        byte[] bytes = new byte[length + (length >> 3) + 4];
        int n = 0;
        for (int i = from, end = from + length; i < end; ) {
            if (bytes.length - n < 4) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, n + (n >> 1) + 64L));
            }
            int c = Character.codePointAt(chars, i, end);
            i += Character.charCount(c);
            n = put(bytes, n, c >= 0xD800 && c <= 0xDFFF ? REPLACEMENT : c);
        }
        return Arrays.copyOf(bytes, n);
    }

    private static int put(byte[] bytes, int at, int c) {
        int n = at;
        if (c < 0x80) {
            bytes[n++] = (byte) c;
        } else if (c < 0x800) {
            bytes[n++] = (byte) (0xC0 | c >> 6);
            bytes[n++] = (byte) (0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            bytes[n++] = (byte) (0xE0 | c >> 12);
            bytes[n++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[n++] = (byte) (0x80 | c & 0x3F);
        } else {
            bytes[n++] = (byte) (0xF0 | c >> 18);
            bytes[n++] = (byte) (0x80 | c >> 12 & 0x3F);
            bytes[n++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[n++] = (byte) (0x80 | c & 0x3F);
        }
        return n;
    }
}
