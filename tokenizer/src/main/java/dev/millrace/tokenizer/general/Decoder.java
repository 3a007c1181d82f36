package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.normalize.NormalizedText;
import dev.millrace.tokenizer.normalize.Replace;
import dev.millrace.tokenizer.unicode.CodePoints;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Turns the texts of tokens back into text, token by token: each stage rewrites what comes and hands it to the next. What
 * comes out at the end is concatenated; bytes that are no whole character stay as they are, where the reference library
 * writes U+FFFD.
 *
 * <p><b>Thread safety:</b> immutable; the sinks that {@link #into} returns are for one thread and one document.
 */
public interface Decoder {

    /** Returns a sink that rewrites the tokens of a document and hands them to {@code next}. */
    Sink into(Sink next);

    /** Takes the texts of tokens in order: {@link #token} for each, then {@link #finish}. */
    interface Sink {
        /** Takes the text of the next token; the array is not changed. */
        void token(byte[] text);

        /** Takes a part of a token that lasts until the end. */
        void part(byte[] text);

        /** Ends the document. */
        void finish();
    }

    /** A decoder that leaves every token as it is. */
    static Decoder none() {
        return next -> next;
    }

    /** What happens without a decoder: tokens with spaces between. */
    static Decoder spaced() {
        return next -> new DecoderStage(next) {
            private final byte[] space = {' '};

            @Override
            void rewrite(byte[] token, boolean first) {
                if (!first) {
                    next.token(space);
                }
                next.token(token);
            }
        };
    }

    /** {@code Sequence}. */
    static Decoder sequence(List<Decoder> stages) {
        return next -> {
            Sink sink = next;
            for (int i = stages.size(); i > 0; i--) {
                sink = stages.get(i - 1).into(sink);
            }
            return sink;
        };
    }

    /** Rewrites each token by itself. */
    private static Decoder each(UnaryOperator<byte[]> rewriting) {
        return next -> new DecoderStage(next) {
            @Override
            void rewrite(byte[] token, boolean first) {
                next.token(rewriting.apply(token));
            }
        };
    }

    /** {@code ByteLevel}: characters of GPT-2's alphabet become bytes; a token with any other stays. */
    static Decoder byteLevel() {
        int[] bytes = ByteLevelPieces.bytesByCharacter();
        return each(token -> fromAlphabet(token, bytes));
    }

    private static byte[] fromAlphabet(byte[] token, int[] bytes) {
        byte[] out = new byte[token.length];
        int n = 0;
        for (int i = 0, c; i < token.length; i += CodePoints.length(c)) {
            c = CodePoints.at(token, i, token.length);
            if (c >= bytes.length || bytes[c] < 0) {
                return token;
            }
            out[n++] = (byte) bytes[c];
        }
        return Arrays.copyOf(out, n);
    }

    /** {@code ByteFallback}: tokens such as {@code <0x0A>} become bytes. */
    static Decoder byteFallback() {
        return each(token -> {
            int b = fallbackByte(token);
            return b < 0 ? token : new byte[] {(byte) b};
        });
    }

    private static int fallbackByte(byte[] token) {
        if (token.length != 6 || token[0] != '<' || token[1] != '0' || token[2] != 'x' || token[5] != '>') {
            return -1;
        }
        int high = Character.digit(token[3], 16);
        int low = Character.digit(token[4], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /** {@code Fuse}: all tokens become one. */
    static Decoder fuse() {
        return next -> new Sink() {
            @Override
            public void token(byte[] text) {
                next.part(text);
            }

            @Override
            public void part(byte[] text) {
                next.part(text);
            }

            @Override
            public void finish() {
                next.finish();
            }
        };
    }

    /** {@code Replace}, in each token. */
    static Decoder replace(Replace replace) {
        return each(token -> {
            NormalizedText text = new NormalizedText(false);
            text.reset(token, 0, token.length);
            replace.apply(text);
            return Arrays.copyOf(text.bytes(), text.length());
        });
    }

    /** {@code Strip}: of each token, up to {@code start} characters at its start and {@code stop} at its end. */
    static Decoder strip(int content, int start, int stop) {
        return next -> new StripStage(next, content, start, stop);
    }

    /** {@code Metaspace}: the replacement becomes a space, in the first token nothing if one was prepended. */
    static Decoder metaspace(int replacement, boolean prepended) {
        return next -> new DecoderStage(next) {
            @Override
            void rewrite(byte[] token, boolean first) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                for (int i = 0, c; i < token.length; i += CodePoints.length(c)) {
                    c = CodePoints.at(token, i, token.length);
                    if (c != replacement) {
                        text.write(token, i, CodePoints.length(c));
                    } else if (!(first && prepended)) {
                        text.write(' ');
                    }
                }
                next.token(text.toByteArray());
            }
        };
    }

    /** {@code WordPiece}: tokens with the prefix join the one before, others follow a space. */
    static Decoder wordPiece(String prefix, boolean cleanup) {
        String bytes = latin(prefix.getBytes(UTF_8));
        return next -> new DecoderStage(next) {
            @Override
            void rewrite(byte[] token, boolean first) {
                String text = latin(token);
                if (!first) {
                    text = text.startsWith(bytes) ? text.substring(bytes.length()) : " " + text;
                }
                next.token((cleanup ? cleanUp(text) : text).getBytes(ISO_8859_1));
            }
        };
    }

    /** {@code BPEDecoder}: the suffix becomes a space, in the last token nothing; so a token waits for the next. */
    static Decoder bpe(String suffix) {
        String bytes = latin(suffix.getBytes(UTF_8));
        return next -> new DecoderStage(next) {
            private String waiting = "";
            private boolean waits;

            @Override
            void rewrite(byte[] token, boolean first) {
                if (waits) {
                    next.token(waiting.replace(bytes, " ").getBytes(ISO_8859_1));
                }
                waiting = latin(token);
                waits = true;
            }

            @Override
            void end() {
                if (waits) {
                    next.token(waiting.replace(bytes, "").getBytes(ISO_8859_1));
                }
            }
        };
    }

    /** {@code CTC}: repetitions and padding go. */
    static Decoder ctc(String padToken, String delimiter, boolean cleanup) {
        String pad = latin(padToken.getBytes(UTF_8));
        String gap = latin(delimiter.getBytes(UTF_8));
        return next -> new DecoderStage(next) {
            private byte[] last = {};

            @Override
            void rewrite(byte[] token, boolean first) {
                if (first || !Arrays.equals(token, last)) {
                    String text = latin(token).replace(pad, "");
                    text = cleanup ? cleanUp(text).replace(gap, " ") : text;
                    if (!text.isEmpty()) {
                        next.token(text.getBytes(ISO_8859_1));
                    }
                }
                last = token;
            }
        };
    }

    private static String cleanUp(String text) {
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" do not", " don't")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }

    /** One character per byte, so that text operations are byte operations. */
    private static String latin(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
