package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;
import dev.millrace.tokenizer.unicode.TextClasses;

/** Drops white space and sets each punctuation character apart. */
final class BertPieces extends Pieces {
    private static final byte WORD = 0;
    private static final byte SPACE = 1;
    private static final byte PUNCTUATION = 2;

    private static final byte[] ASCII = new byte[128];

    static {
        for (int c = 0; c < 128; c++) {
            ASCII[c] = kindOf(c);
        }
    }

    private int start;
    private int end;
    private boolean documentStart;

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        text = source;
        this.start = start;
        to = start;
        this.end = end;
        this.documentStart = documentStart;
    }

    @Override
    boolean next() {
        byte[] text = this.text;
        int i = to;
        int kind = SPACE;
        int after = i;
        while (i < end) {
            int c = text[i] >= 0 ? text[i] : CodePoints.at(text, i, end);
            kind = kind(c);
            after = i + CodePoints.length(c);
            if (kind != SPACE) {
                break;
            }
            i = after;
        }
        from = i;
        atDocumentStart = documentStart && i == start;
        while (kind == WORD && after < end) {
            int c = text[after] >= 0 ? text[after] : CodePoints.at(text, after, end);
            if (kind(c) != WORD) {
                break;
            }
            after += CodePoints.length(c);
        }
        to = after;
        return kind != SPACE;
    }

    private static int kind(int c) {
        return c < 128 ? ASCII[c] : kindOf(c);
    }

    private static byte kindOf(int c) {
        return RegexClasses.isWhiteSpace(c) ? SPACE : TextClasses.isPunctuation(c) ? PUNCTUATION : WORD;
    }
}
