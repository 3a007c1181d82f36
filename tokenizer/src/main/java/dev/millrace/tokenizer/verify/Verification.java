package dev.millrace.tokenizer.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compares a tokenizer with a reference, document by document. Ill-formed UTF-8 is replaced by U+FFFD for both, because
 * references take text; the bytes of a tokenizer that takes bytes are Latin-1 to the reference.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class Verification {
    private static final int SHOWN = 8;

    private final Tokenizer tokenizer;
    private final Encoder encoder;
    private final Reference reference;
    private long documents;
    private long bytes;
    private long tokens;

    /**
     * The first place where ids differ.
     *
     * @param token index of the first id that differs
     * @param offset bytes that the ids before it stand for: the place in the document, if nothing normalized it
     * @param expected up to eight ids of the reference from there on
     * @param actual up to eight ids of the tokenizer from there on
     * @param expectedPieces the text of each of the expected ids
     * @param actualPieces the text of each of the actual ids
     */
    public record Difference(
            int token, int offset, int[] expected, int[] actual, String expectedPieces, String actualPieces) {
        @Override
        public String toString() {
            return "token " + token + ", byte " + offset + ": expected " + Arrays.toString(expected) + " "
                    + expectedPieces + ", got " + Arrays.toString(actual) + " " + actualPieces;
        }
    }

    /** Compares {@code tokenizer} under {@code options} with {@code reference}, which must have the same. */
    public Verification(Tokenizer tokenizer, EncodingOptions options, Reference reference) {
        this.tokenizer = tokenizer;
        this.encoder = tokenizer.newEncoder(options);
        this.reference = reference;
    }

    /** Documents compared so far. */
    public long documents() {
        return documents;
    }

    /** Their bytes. */
    public long bytes() {
        return bytes;
    }

    /** Their ids. */
    public long tokens() {
        return tokens;
    }

    /** Compares one document; null if all ids are equal. */
    public @Nullable Difference check(byte[] document) {
        boolean asBytes = tokenizer.takesBytes();
        String text = new String(document, asBytes ? ISO_8859_1 : UTF_8);
        int[] expected = reference.encode(text);
        int[] actual = encode(encoder, asBytes ? document : text.getBytes(UTF_8));
        documents++;
        bytes += document.length;
        tokens += actual.length;
        int at = Arrays.mismatch(expected, actual);
        if (at < 0) {
            return null;
        }
        int[] shownExpected = Arrays.copyOfRange(expected, at, Math.min(expected.length, at + SHOWN));
        int[] shownActual = Arrays.copyOfRange(actual, at, Math.min(actual.length, at + SHOWN));
        int offset = tokenizer.decode(actual, 0, at).length;
        return new Difference(at, offset, shownExpected, shownActual, pieces(shownExpected), pieces(shownActual));
    }

    private String pieces(int[] ids) {
        StringBuilder pieces = new StringBuilder();
        for (int i = 0; i < ids.length; i++) {
            pieces.append(i == 0 ? "" : "|").append(piece(ids, i));
        }
        return pieces.toString();
    }

    private String piece(int[] ids, int i) {
        try {
            return new String(tokenizer.decode(ids, i, i + 1), UTF_8);
        } catch (IllegalArgumentException unknown) {
            return "(no such id)";
        }
    }

    /** All ids of a document. */
    static int[] encode(Encoder encoder, byte[] text) {
        encoder.begin(text, 0, text.length);
        int[] ids = new int[text.length / 2 + 16];
        int at = 0;
        for (int n; (n = encoder.next(ids, at, ids.length)) > 0; ) {
            at += n;
            if (at == ids.length) {
                ids = Arrays.copyOf(ids, 2 * at);
            }
        }
        return Arrays.copyOf(ids, at);
    }
}
