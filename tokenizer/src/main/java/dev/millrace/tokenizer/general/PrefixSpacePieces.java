package dev.millrace.tokenizer.general;

/** Puts a space before a text that does not start with one. */
final class PrefixSpacePieces extends Pieces {
    private byte[] spaced = {};
    private boolean done = true;
    private int sourceFrom;

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        sourceFrom = start;
        done = start == end;
        atDocumentStart = documentStart;
        if (done || source[start] == ' ') {
            text = source;
            from = start;
            to = end;
            return;
        }
        int length = Math.addExact(end - start, 1);
        if (spaced.length < length) {
            spaced = new byte[length];
        }
        spaced[0] = ' ';
        System.arraycopy(source, start, spaced, 1, end - start);
        text = spaced;
        from = 0;
        to = length;
    }

    @Override
    boolean next() {
        boolean first = !done;
        done = true;
        return first;
    }

    @Override
    int sourceStart(int i) {
        return text == spaced ? sourceFrom + Math.max(0, i - 1) : i;
    }

    @Override
    int sourceEnd(int i) {
        return text == spaced ? sourceFrom + i : i + 1;
    }
}
