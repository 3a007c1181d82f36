package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;

/** Pieces of a fixed number of characters. */
final class FixedLengthPieces extends Pieces {
    private final int length;
    private int end;
    private int start;
    private boolean documentStart;

    FixedLengthPieces(int length) {
        this.length = length;
    }

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
        from = to;
        for (int n = 0; n < length && to < end; n++) {
            to += CodePoints.length(CodePoints.at(text, to, end));
        }
        atDocumentStart = documentStart && from == start;
        return from < to;
    }
}
