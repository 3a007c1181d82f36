package dev.millrace.tokenizer.binary;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Tokenizer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keeps packed and encrypted documents from being taken for code. Their bytes are as good as random, so that merges only
 * find chance in them.
 *
 * @param action what happens to a document with more entropy than {@code maxBits}
 * @param maxBits bits per byte, from 0 to 8. Few bytes cannot have much: random ones reach 7.9 from about 2,000 bytes on
 */
public record EntropyGate(Action action, double maxBits) {

    /** What happens to a document of high entropy. */
    public enum Action {
        /** It becomes the ids of its bytes, one each, without merges. */
        RAW,
        /** It is rejected: {@link HighEntropyException}. */
        REJECT
    }

    /** Checks the limit. */
    public EntropyGate {
        if (!(maxBits >= 0 && maxBits <= 8)) {
            throw new IllegalArgumentException("maxBits must be from 0 to 8 bits per byte, got " + maxBits);
        }
    }

    /** Whether {@code text[from, to)} has more entropy than allowed. */
    public boolean stops(byte[] text, int from, int to) {
        return Entropy.bitsPerByte(text, from, to) > maxBits;
    }

    /**
     * The tokenizer with this gate before it. It has the same name, fingerprint and tokens; options of the run have the
     * {@linkplain #fingerprint fingerprint} below.
     *
     * @throws IllegalArgumentException if {@code tokenizer} does not take bytes
     */
    public Tokenizer before(Tokenizer tokenizer) {
        if (!tokenizer.takesBytes()) {
            throw new IllegalArgumentException(
                    "an entropy gate must stand before a tokenizer of bytes, but " + tokenizer.name() + " takes text");
        }
        return new GatedTokenizer(tokenizer, this);
    }

    /** SHA-256 of the fingerprint of other options and this, as 64 lower-case hexadecimal digits. */
    public String fingerprint(String ofOtherOptions) {
        String canonical = "millrace-entropy-1\n" + ofOtherOptions + "\naction=" + action + "\nmax=" + maxBits;
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(canonical.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
