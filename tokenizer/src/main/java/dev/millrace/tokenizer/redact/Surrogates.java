package dev.millrace.tokenizer.redact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes surrogates: a digit for each digit and a letter for each letter, out of the HMAC-SHA256 of type and normal form.
 * The normal form has the digits and letters alone, in upper case, so that {@code 123-45-6789} and {@code 123 45 6789}
 * have the same digits.
 *
 * <p><b>Thread safety:</b> none; one per document.
 */
final class Surrogates {
    private static final int LETTERS = 26;
    /** Bytes from here on would favour some digits, or letters. */
    private static final int FAIR_DIGITS = 250;

    private static final int FAIR_LETTERS = 234;

    private final Mac mac;

    Surrogates(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    /** Tells keys apart without telling what they are. */
    String keyCheck() {
        return HexFormat.of().formatHex(mac.doFinal("millrace-redaction-key-check".getBytes(UTF_8)));
    }

    /** The surrogate of {@code text[from, to)}, in folded characters; never equal to it, if it has a letter or digit. */
    byte[] of(IdentifierType type, FoldedText text, int from, int to) {
        byte[] normal = normalForm(text, from, to);
        byte[] original = text.copy(from, to);
        for (int attempt = 0; ; attempt++) {
            byte[] surrogate = replaced(original, new KeyStream(type, normal, attempt));
            if (normal.length == 0 || !Arrays.equals(surrogate, original)) {
                return surrogate;
            }
        }
    }

    private static byte[] normalForm(FoldedText text, int from, int to) {
        ByteArrayOutputStream normal = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            byte c = text.at(i);
            if (FoldedText.isWord(c)) {
                normal.write(FoldedText.upper(c));
            }
        }
        return normal.toByteArray();
    }

    private static byte[] replaced(byte[] original, KeyStream stream) {
        byte[] surrogate = original.clone();
        for (int i = 0; i < surrogate.length; i++) {
            byte c = surrogate[i];
            if (FoldedText.isDigit(c)) {
                surrogate[i] = (byte) ('0' + stream.next(10, FAIR_DIGITS));
            } else if (FoldedText.isWord(c)) {
                surrogate[i] = (byte) ((c >= 'A' && c <= 'Z' ? 'A' : 'a') + stream.next(LETTERS, FAIR_LETTERS));
            } else if (c == FoldedText.OTHER) {
                surrogate[i] = '_';
            }
        }
        return surrogate;
    }

    /** Uniform numbers out of HMACs of a counter. */
    private final class KeyStream {
        private final IdentifierType type;
        private final byte[] normal;
        private final int attempt;
        private byte[] block = {};
        private int at;
        private int blocks;

        KeyStream(IdentifierType type, byte[] normal, int attempt) {
            this.type = type;
            this.normal = normal;
            this.attempt = attempt;
        }

        /** A number below {@code bound}; {@code fair} is the greatest multiple of it up to 256. */
        int next(int bound, int fair) {
            while (true) {
                if (at == block.length) {
                    mac.update((type + "\0" + attempt + "\0" + blocks++ + "\0").getBytes(UTF_8));
                    block = mac.doFinal(normal);
                    at = 0;
                }
                int value = block[at++] & 0xff;
                if (value < fair) {
                    return value % bound;
                }
            }
        }
    }
}
