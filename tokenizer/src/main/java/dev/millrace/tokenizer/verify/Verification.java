package dev.millrace.tokenizer.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares a tokenizer with a reference, document by document. Ill-formed UTF-8 is replaced by U+FFFD for both, because
 * references take text; the bytes of a tokenizer that takes bytes are Latin-1 to the reference.
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Threads share the tokenizer and the reference.
 */
public final class Verification {
    private static final int SHOWN = 8;

    private final Tokenizer tokenizer;
    private final EncodingOptions options;
    private final Reference reference;
    private Encoder encoder;
    private long documents;
    private long bytes;
    private long tokens;

    /**
     * The first place of a document where ids differ. A side that refused the document has no ids, and why it did as its
     * only piece.
     *
     * @param token index of the first id that differs
     * @param offset the byte of the document where what that id of the tokenizer stands for starts; the end of the
     *     document if the tokenizer has no such id
     * @param expected up to eight ids of the reference from there on
     * @param actual up to eight ids of the tokenizer from there on
     * @param expectedPieces the text of each of the expected ids
     * @param actualPieces the text of each of the actual ids
     */
    public record Difference(
            int token,
            int offset,
            int[] expected,
            int[] actual,
            List<String> expectedPieces,
            List<String> actualPieces) {
        @Override
        public String toString() {
            return "token " + token + ", byte " + offset + ": expected " + Arrays.toString(expected) + " "
                    + String.join("|", expectedPieces) + ", got " + Arrays.toString(actual) + " "
                    + String.join("|", actualPieces);
        }
    }

    /** The ids that one side gives, or why it gives none. */
    private record Answer(int[] ids, @Nullable String refusal) {}

    /**
     * Compares {@code tokenizer} under {@code options} with {@code reference}, which must have the same.
     *
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}
     */
    public Verification(Tokenizer tokenizer, EncodingOptions options, Reference reference) {
        this.tokenizer = tokenizer;
        this.options = options;
        this.reference = reference;
        this.encoder = tokenizer.newEncoder(options);
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

    /**
     * Compares one document; null if all ids are equal. A document that both sides refuse counts as equal, one that only
     * one of them refuses as different.
     */
    public @Nullable Difference check(byte[] document) {
        boolean asBytes = tokenizer.byteSpelling() == ByteSpelling.LATIN_1;
        String text = new String(document, asBytes ? ISO_8859_1 : UTF_8);
        Answer expected = expected(text);
        Answer actual = actual(asBytes ? document : text.getBytes(UTF_8));
        documents++;
        bytes += document.length;
        tokens += actual.ids().length;
        int at = Arrays.mismatch(expected.ids(), actual.ids());
        boolean bothGive = expected.refusal() == null && actual.refusal() == null;
        boolean bothRefuse = expected.refusal() != null && actual.refusal() != null;
        return bothRefuse || bothGive && at < 0 ? null : difference(document, Math.max(0, at), expected, actual);
    }

    private Answer expected(String text) {
        try {
            return new Answer(reference.encode(text), null);
        } catch (RuntimeException e) { // DJL has no narrower type for what its library says
            return new Answer(new int[0], String.valueOf(e.getMessage()));
        }
    }

    private Answer actual(byte[] text) {
        try {
            return new Answer(encode(encoder, text), null);
        } catch (RuntimeException e) {
            encoder = tokenizer.newEncoder(options);
            return new Answer(new int[0], String.valueOf(e.getMessage()));
        }
    }

    private Difference difference(byte[] document, int at, Answer expected, Answer actual) {
        int[] shownExpected = Arrays.copyOfRange(expected.ids(), at, Math.min(expected.ids().length, at + SHOWN));
        int[] shownActual = Arrays.copyOfRange(actual.ids(), at, Math.min(actual.ids().length, at + SHOWN));
        int offset = at == 0 ? 0 : at == actual.ids().length ? document.length : offset(document, at);
        return new Difference(
                at,
                offset,
                shownExpected,
                shownActual,
                pieces(shownExpected, expected.refusal(), reference::piece),
                pieces(shownActual, actual.refusal(), id -> new String(tokenizer.decode(new int[] {id}, 0, 1), UTF_8)));
    }

    private int offset(byte[] document, int token) {
        SpanEncoder located = tokenizer.newSpanEncoder(options);
        located.begin(document, 0, document.length);
        int[] ids = new int[token + 1];
        int[] spans = new int[2 * ids.length];
        for (int n, read = 0; (n = located.next(ids, spans, read, ids.length)) > 0; ) {
            read += n;
        }
        return spans[2 * token];
    }

    private static List<String> pieces(int[] ids, @Nullable String refusal, IntFunction<String> text) {
        if (refusal != null) {
            return List.of("refused: " + refusal);
        }
        List<String> pieces = new ArrayList<>();
        for (int id : ids) {
            try {
                pieces.add(text.apply(id));
            } catch (IllegalArgumentException unknown) {
                pieces.add("(no such id)");
            }
        }
        return pieces;
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
