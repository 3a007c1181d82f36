package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.split.Splitter;

/** The pieces of a hand-compiled splitter. */
final class SplitterPieces extends Pieces {
    private final Splitter splitter;
    private int start;
    private int end;
    private boolean documentStart;

    SplitterPieces(Splitter splitter) {
        this.splitter = splitter;
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
        if (from == end) {
            return false;
        }
        to = splitter.next(text, start, from, end);
        atDocumentStart = documentStart && from == start;
        return true;
    }
}
