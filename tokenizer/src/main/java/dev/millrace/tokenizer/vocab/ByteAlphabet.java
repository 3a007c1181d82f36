package dev.millrace.tokenizer.vocab;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The printable alphabet in which byte-level vocabularies write bytes: a byte that is a printable Latin-1 character
 * stands for itself, the others take the characters from U+0100 on, in order (GPT-2, Radford et al. 2019).
 */
public final class ByteAlphabet {
    private static final char[] CHARS = new char[256];
    private static final short[] BYTES = new short[512];

    static {
        Arrays.fill(BYTES, (short) -1);
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            CHARS[b] = printable ? (char) b : next++;
            BYTES[CHARS[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for a byte. */
    public static char of(int b) {
        return CHARS[b];
    }

    /** The bytes that {@code token} writes, or null if it has a character that is not in the alphabet. */
    public static byte @Nullable [] decode(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return null;
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }
}
