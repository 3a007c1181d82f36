package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.StreamingDecoder;
import java.util.Arrays;

/** Holds the first bytes of a character back until the others have come. */
public final class WholeCharacters implements StreamingDecoder {
    private static final byte[] NONE = {};

    private final Decoding decoding;
    private byte[] held = NONE;

    /** Turns ids into bytes, wherever characters begin and end. */
    public interface Decoding {
        /** Takes {@code ids[from, to)}, or none if one is not in the vocabulary, and returns what is certain now. */
        byte[] decode(int[] ids, int from, int to);

        /** Ends the document and returns the rest. */
        byte[] finish();
    }

    /** Hands the bytes of {@code decoding} out in whole characters. */
    public WholeCharacters(Decoding decoding) {
        this.decoding = decoding;
    }

    /** A decoder of a vocabulary whose tokens are the bytes that they stand for. */
    public static StreamingDecoder ofBytes(TokenBytes tokens) {
        return new WholeCharacters(new Decoding() {
            @Override
            public byte[] decode(int[] ids, int from, int to) {
                return tokens.of(ids, from, to);
            }

            @Override
            public byte[] finish() {
                return NONE;
            }
        });
    }

    /** The bytes of tokens, one after the other. */
    public interface TokenBytes {
        /** The bytes of {@code ids[from, to)}. */
        byte[] of(int[] ids, int from, int to);
    }

    @Override
    public byte[] bytes(int[] ids, int from, int to) {
        byte[] all = withHeld(decoding.decode(ids, from, to));
        int whole = all.length - incomplete(all);
        held = Arrays.copyOfRange(all, whole, all.length);
        return whole == all.length ? all : Arrays.copyOf(all, whole);
    }

    @Override
    public byte[] finish() {
        byte[] all = withHeld(decoding.finish());
        held = NONE;
        return all;
    }

    private byte[] withHeld(byte[] bytes) {
        if (held.length == 0) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        return all;
    }

    /** How many bytes at the end are the beginning of a character that lacks the rest. */
    private static int incomplete(byte[] text) {
        for (int n = 1; n <= 3 && n <= text.length; n++) {
            int lead = text[text.length - n] & 0xFF;
            if (lead >= 0xC2 && lead <= 0xF4) {
                return Utf8.wellFormed(text, text.length - n, text.length) == -n ? n : 0;
            }
        }
        return 0;
    }
}
