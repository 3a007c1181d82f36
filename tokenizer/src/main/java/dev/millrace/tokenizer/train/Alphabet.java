package dev.millrace.tokenizer.train;

import dev.millrace.tokenizer.vocab.ByteAlphabet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The 256 bytes in the order of their characters in GPT-2's alphabet. */
final class Alphabet {
    /** Bytes in that order. */
    private static final int[] BYTES = IntStream.range(0, 256)
            .boxed()
            .sorted(Comparator.comparingInt(ByteAlphabet::of))
            .mapToInt(Integer::intValue)
            .toArray();

    private static final int[] PLACES = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            PLACES[BYTES[i]] = i;
        }
    }

    private Alphabet() {}

    static int[] bytes() {
        return BYTES.clone();
    }

    /** Whether files spell a byte as {@code token}: a character of GPT-2's alphabet, or of Latin-1 if {@code binary}. */
    static boolean spellsByte(String token, boolean binary) {
        return token.length() == 1
                && (binary
                        ? token.charAt(0) < 256
                        : Arrays.stream(BYTES).anyMatch(b -> ByteAlphabet.of(b) == token.charAt(0)));
    }

    /** Compares texts by their characters in the alphabet. */
    static int compare(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        if (mismatch < 0 || mismatch == a.length || mismatch == b.length) {
            return Integer.compare(a.length, b.length);
        }
        return Integer.compare(PLACES[a[mismatch] & 0xff], PLACES[b[mismatch] & 0xff]);
    }
}
