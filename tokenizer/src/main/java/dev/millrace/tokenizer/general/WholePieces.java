package dev.millrace.tokenizer.general;

/** The text as one piece. */
final class WholePieces extends Pieces {
    private boolean done = true;

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        text = source;
        from = start;
        to = end;
        atDocumentStart = documentStart;
        done = start == end;
    }

    @Override
    boolean next() {
        boolean first = !done;
        done = true;
        return first;
    }
}
