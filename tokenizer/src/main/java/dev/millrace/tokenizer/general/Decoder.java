package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.normalize.NormalizedText;
import dev.millrace.tokenizer.normalize.Replace;
import dev.millrace.tokenizer.unicode.CodePoints;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the texts of tokens back into text. What {@link #decode} returns is concatenated; bytes that are no whole
 * character stay as they are, where the reference library writes U+FFFD.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface Decoder {

    /** Rewrites the texts of tokens; the lists are not shared. */
    List<byte[]> decode(List<byte[]> tokens);

    /** What happens without a decoder: tokens with spaces between. */
    static Decoder spaced() {
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                if (!out.isEmpty()) {
                    out.add(new byte[] {' '});
                }
                out.add(token);
            }
            return out;
        };
    }

    /** {@code Sequence}. */
    static Decoder sequence(List<Decoder> stages) {
        return tokens -> {
            List<byte[]> out = tokens;
            for (Decoder stage : stages) {
                out = stage.decode(out);
            }
            return out;
        };
    }

    /** {@code ByteLevel}: characters of GPT-2's alphabet become bytes; a token with any other stays. */
    static Decoder byteLevel() {
        int[] bytes = ByteLevelPieces.bytesByCharacter();
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                out.add(fromAlphabet(token, bytes));
            }
            return out;
        };
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
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                int b = fallbackByte(token);
                out.add(b < 0 ? token : new byte[] {(byte) b});
            }
            return out;
        };
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
        return tokens -> new ArrayList<>(List.of(join(tokens)));
    }

    /** {@code Replace}, in each token. */
    static Decoder replace(Replace replace) {
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                NormalizedText text = new NormalizedText(false);
                text.reset(token, 0, token.length);
                replace.apply(text);
                out.add(Arrays.copyOf(text.bytes(), text.length()));
            }
            return out;
        };
    }

    /** {@code Strip}: of each token, up to {@code start} characters at its start and {@code stop} at its end. */
    static Decoder strip(int content, int start, int stop) {
        int length = CodePoints.length(content);
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                int from = 0;
                for (int n = 0; n < start && from < token.length; n++) {
                    if (CodePoints.at(token, from, token.length) != content) {
                        break;
                    }
                    from += length;
                }
                int to = token.length;
                for (int n = 0; n < stop && to > from; n++) {
                    if (CodePoints.before(token, 0, to) != content) {
                        break;
                    }
                    to -= length;
                }
                out.add(Arrays.copyOfRange(token, from, to));
            }
            return out;
        };
    }

    /** {@code Metaspace}: the replacement becomes a space, in the first token nothing if one was prepended. */
    static Decoder metaspace(int replacement, boolean prepended) {
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                for (int i = 0, c; i < token.length; i += CodePoints.length(c)) {
                    c = CodePoints.at(token, i, token.length);
                    if (c != replacement) {
                        text.write(token, i, CodePoints.length(c));
                    } else if (!(out.isEmpty() && prepended)) {
                        text.write(' ');
                    }
                }
                out.add(text.toByteArray());
            }
            return out;
        };
    }

    /** {@code WordPiece}: tokens with the prefix join the one before, others follow a space. */
    static Decoder wordPiece(String prefix, boolean cleanup) {
        String bytes = latin(prefix.getBytes(UTF_8));
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                String text = latin(token);
                if (!out.isEmpty()) {
                    text = text.startsWith(bytes) ? text.substring(bytes.length()) : " " + text;
                }
                out.add((cleanup ? cleanUp(text) : text).getBytes(ISO_8859_1));
            }
            return out;
        };
    }

    /** {@code BPEDecoder}: the suffix becomes a space, in the last token nothing. */
    static Decoder bpe(String suffix) {
        String bytes = latin(suffix.getBytes(UTF_8));
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            for (byte[] token : tokens) {
                String space = out.size() == tokens.size() - 1 ? "" : " ";
                out.add(latin(token).replace(bytes, space).getBytes(ISO_8859_1));
            }
            return out;
        };
    }

    /** {@code CTC}: repetitions and padding go. */
    static Decoder ctc(String padToken, String delimiter, boolean cleanup) {
        String pad = latin(padToken.getBytes(UTF_8));
        String gap = latin(delimiter.getBytes(UTF_8));
        return tokens -> {
            List<byte[]> out = new ArrayList<>();
            byte[] last = {};
            for (byte[] token : tokens) {
                if (token == tokens.get(0) || !Arrays.equals(token, last)) {
                    String text = latin(token).replace(pad, "");
                    text = cleanup ? cleanUp(text).replace(gap, " ") : text;
                    if (!text.isEmpty()) {
                        out.add(text.getBytes(ISO_8859_1));
                    }
                }
                last = token;
            }
            return out;
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

    /** The concatenation of {@code parts}. */
    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
