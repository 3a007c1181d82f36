package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.TextClasses;

/** Removes characters. */
public enum Filter implements Normalizer {
    /** The {@code StripAccents} normalizer: combining marks go; it does not decompose. */
    ACCENTS {
        @Override
        boolean keeps(int c) {
            return (TextClasses.of(c) & TextClasses.COMBINING_MARK) == 0;
        }
    },
    /** {@code strip_accents} of the {@code BertNormalizer}, to be applied to NFD. */
    BERT_ACCENTS {
        @Override
        boolean keeps(int c) {
            return (TextClasses.of(c) & TextClasses.NONSPACING_MARK) == 0;
        }
    },
    /** {@code clean_text} of the {@code BertNormalizer}: controls go. */
    BERT_CONTROLS {
        @Override
        boolean keeps(int c) {
            return (TextClasses.of(c) & TextClasses.CONTROL) == 0;
        }
    },
    /** The {@code Nmt} normalizer: controls go. */
    NMT_CONTROLS {
        @Override
        boolean keeps(int c) {
            boolean control = c >= 0x01 && c <= 0x08
                    || c == 0x0B
                    || c >= 0x0E && c <= 0x1F
                    || c == 0x7F
                    || c == 0x8F
                    || c == 0x9F;
            return !control;
        }
    };

    abstract boolean keeps(int codePoint);

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return next(text, from, to, false) == to;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int length = text.length();
        int removed = next(bytes, 0, length, false);
        if (removed == length) {
            return;
        }
        text.begin();
        while (removed < length) {
            text.copy(removed);
            int kept = next(bytes, removed, length, true);
            text.dropTo(kept);
            removed = next(bytes, kept, length, false);
        }
        text.copy(length);
        text.commit();
    }

    /** The next character from {@code i} that is kept, or is not; {@code to} if there is none. */
    private int next(byte[] text, int i, int to, boolean kept) {
        while (i < to) {
            int c = CodePoints.at(text, i, to);
            if (keeps(c) == kept) {
                return i;
            }
            i += CodePoints.length(c);
        }
        return to;
    }
}
