package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.TextClasses;

/** Normalizers that look at one character at a time. */
public enum CharacterNormalizer implements Normalizer {
    /** Each character becomes its lower case; there is no rule for the final sigma. */
    LOWERCASE(true) {
        @Override
        boolean keeps(int c) {
            return c < 0x80 ? c < 'A' || c > 'Z' : (DATA.flags(c) & NormalizationData.LOWERS) == 0;
        }

        @Override
        void rewrite(int c, NormalizedText out) {
            if (c < 0x80) {
                out.emit(c + 'a' - 'A', 0);
                return;
            }
            int[] lower = DATA.lower(c);
            for (int i = 0; i < lower.length; i++) {
                out.emit(lower[i], i == 0 ? 0 : 1);
            }
        }
    },
    /** {@code clean_text} of the {@code BertNormalizer}: white space becomes a space. */
    BERT_SPACES(true) {
        @Override
        boolean keeps(int c) {
            return c == ' ' || (TextClasses.of(c) & TextClasses.CLEANED_SPACE) == 0;
        }

        @Override
        void rewrite(int c, NormalizedText out) {
            out.emit(' ', 0);
        }
    },
    /** {@code handle_chinese_chars} of the {@code BertNormalizer}: spaces on both sides of an ideograph. */
    BERT_IDEOGRAPHS(false) {
        @Override
        boolean keeps(int c) {
            return (TextClasses.of(c) & TextClasses.IDEOGRAPH) == 0;
        }

        @Override
        void rewrite(int c, NormalizedText out) {
            out.emit(' ', 0);
            out.emit(c, 1);
            out.emit(' ', 1);
        }
    },
    /** The {@code Nmt} normalizer: what is no text becomes a space. */
    NMT_SPACES(true) {
        @Override
        boolean keeps(int c) {
            return !(c == 0x09
                    || c == 0x0A
                    || c == 0x0C
                    || c == 0x0D
                    || c == 0x1680
                    || c >= 0x200B && c <= 0x200F
                    || c == 0x2028
                    || c == 0x2029
                    || c == 0x2581
                    || c == 0xFEFF
                    || c == 0xFFFD);
        }

        @Override
        void rewrite(int c, NormalizedText out) {
            out.emit(' ', 0);
        }
    },
    /** The {@code ByteLevel} normalizer: each byte becomes the character that stands for it in GPT-2's alphabet. */
    BYTE_LEVEL(true) {
        @Override
        boolean keeps(int c) {
            return c > ' ' && c < 0x7F;
        }

        @Override
        void rewrite(int c, NormalizedText out) {
            byte[] utf8 = new byte[4];
            int n = CodePoints.put(c, utf8, 0);
            for (int i = 0; i < n; i++) {
                out.emitPart(BYTE_ALPHABET[utf8[i] & 0xFF], i);
            }
        }
    };

    private static final NormalizationData DATA = NormalizationData.INSTANCE;
    /** The character of each byte: the byte itself where that prints, else the next code point from U+0100. */
    private static final int[] BYTE_ALPHABET = byteAlphabet();

    /** Whether ASCII can change at all. */
    private final boolean rewritesAscii;

    CharacterNormalizer(boolean rewritesAscii) {
        this.rewritesAscii = rewritesAscii;
    }

    abstract boolean keeps(int codePoint);

    abstract void rewrite(int codePoint, NormalizedText out);

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return firstRewritten(text, from, to) < 0;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int length = text.length();
        int at = firstRewritten(bytes, 0, length);
        if (at < 0) {
            return;
        }
        text.begin();
        while (at >= 0) {
            text.copy(at);
            int c = CodePoints.at(bytes, at, length);
            rewrite(c, text);
            int end = at + CodePoints.length(c);
            text.dropTo(end);
            at = firstRewritten(bytes, end, length);
        }
        text.copy(length);
        text.commit();
    }

    private int firstRewritten(byte[] text, int i, int to) {
        while (i < to) {
            if (text[i] >= 0 && !rewritesAscii) {
                i++;
                continue;
            }
            int c = CodePoints.at(text, i, to);
            if (!keeps(c)) {
                return i;
            }
            i += CodePoints.length(c);
        }
        return -1;
    }

    private static int[] byteAlphabet() {
        int[] alphabet = new int[256];
        for (int b = 0, moved = 256; b < 256; b++) {
            boolean prints = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            alphabet[b] = prints ? b : moved++;
        }
        return alphabet;
    }
}
