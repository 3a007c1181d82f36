package dev.millrace.tokenizer.general;

/** The pieces that {@code inner} makes of the pieces of {@code outer}. */
final class NestedPieces extends Pieces {
    private final Pieces outer;
    private final Pieces inner;

    NestedPieces(Pieces outer, Pieces inner) {
        this.outer = outer;
        this.inner = inner;
    }

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        outer.start(source, start, end, documentStart);
        inner.start(source, start, start, false);
    }

    @Override
    boolean next() {
        while (!inner.next()) {
            if (!outer.next()) {
                return false;
            }
            inner.start(outer.text, outer.from, outer.to, outer.atDocumentStart);
        }
        text = inner.text;
        from = inner.from;
        to = inner.to;
        atDocumentStart = inner.atDocumentStart;
        return true;
    }

    @Override
    int sourceStart(int i) {
        return outer.sourceStart(inner.sourceStart(i));
    }

    @Override
    int sourceEnd(int i) {
        int end = inner.sourceEnd(i);
        return end == inner.sourceStart(i) ? outer.sourceStart(end) : outer.sourceEnd(end - 1);
    }
}
