package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over labelled fields. Each field is written as its label, its length and its bytes, so that no two different
 * lists of fields give the same bytes.
 */
public final class Fingerprint {
    private final MessageDigest sha256;
    private final byte[] eight = new byte[8];

    /** Starts with the version of this format. */
    public Fingerprint() {
        sha256 = digest();
        add("format", "millrace-tokenizer-1");
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The SHA-256 of {@code content} alone, as 64 lower-case hexadecimal digits. */
    public static String sha256(byte[] content) {
        return HexFormat.of().formatHex(digest().digest(content));
    }

    /** Adds text. */
    public Fingerprint add(String label, String value) {
        bytes(label.getBytes(UTF_8));
        bytes(value.getBytes(UTF_8));
        return this;
    }

    /** Adds bytes. */
    public Fingerprint add(String label, byte[] value) {
        bytes(label.getBytes(UTF_8));
        bytes(value);
        return this;
    }

    /** Adds a flag. */
    public Fingerprint add(String label, boolean value) {
        return add(label, Boolean.toString(value));
    }

    /** Adds ints, e.g. ids. */
    public Fingerprint add(String label, int... values) {
        bytes(label.getBytes(UTF_8));
        number(values.length);
        for (int value : values) {
            number(value);
        }
        return this;
    }

    /** Adds every token with its id. */
    public Fingerprint add(String label, Vocabulary vocabulary) {
        bytes(label.getBytes(UTF_8));
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.contains(id)) {
                number(id);
                bytes(vocabulary.token(id));
            }
        }
        number(-1);
        return this;
    }

    /** The hash of all fields, as 64 lower-case hexadecimal digits; ends this object's use. */
    public String finish() {
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void bytes(byte[] value) {
        number(value.length);
        sha256.update(value);
    }

    private void number(long value) {
        for (int i = 0; i < 8; i++) {
            eight[i] = (byte) (value >>> 8 * i);
        }
        sha256.update(eight);
    }
}
