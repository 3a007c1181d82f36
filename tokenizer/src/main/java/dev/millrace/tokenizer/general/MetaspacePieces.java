package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;

/** Writes spaces as another character and puts one before the text. */
final class MetaspacePieces extends Pieces {
    private final byte[] replacement;
    private final PreTokenizer.PrependScheme scheme;
    private boolean done = true;
    private byte[] source = {};
    private int sourceFrom;
    private int sourceTo;
    /** Bytes put before the text. */
    private int prepended;
    /** Filled when somebody asks. */
    private final SourcePlaces places = new SourcePlaces();

    MetaspacePieces(int replacement, PreTokenizer.PrependScheme scheme) {
        byte[] utf8 = new byte[4];
        int length = CodePoints.put(replacement, utf8, 0);
        this.replacement = java.util.Arrays.copyOf(utf8, length);
        this.scheme = scheme;
    }

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        done = start == end;
        this.source = source;
        sourceFrom = start;
        sourceTo = end;
        places.clear();
        if (done) {
            return;
        }
        int spaces = 1;
        for (int i = start; i < end; i++) {
            spaces += source[i] == ' ' ? 1 : 0;
        }
        long room = (long) end - start + (long) spaces * replacement.length;
        if (room > Integer.MAX_VALUE - 8) {
            throw new OutOfMemoryError("a text with its spaces replaced must be shorter than 2 GiB");
        }
        if (text.length < room) {
            text = new byte[(int) room];
        }
        atDocumentStart = documentStart;
        from = 0;
        to = prepends(source, start, end) ? put(0) : 0;
        prepended = to;
        for (int i = start; i < end; i++) {
            if (source[i] == ' ') {
                to = put(to);
            } else {
                text[to++] = source[i];
            }
        }
    }

    @Override
    boolean next() {
        boolean first = !done;
        done = true;
        return first;
    }

    @Override
    int sourceStart(int i) {
        if (places.isEmpty()) {
            places.add(sourceFrom, prepended);
            for (int k = sourceFrom; k < sourceTo; k++) {
                places.add(k, source[k] == ' ' ? replacement.length : 1);
            }
        }
        return places.get(i);
    }

    @Override
    int sourceEnd(int i) {
        return i < prepended ? sourceStart(i) : sourceStart(i) + 1;
    }

    private boolean prepends(byte[] source, int start, int end) {
        boolean wanted = switch (scheme) {
            case ALWAYS -> true;
            case FIRST -> atDocumentStart;
            case NEVER -> false;
        };
        return wanted && source[start] != ' ' && !startsWithReplacement(source, start, end);
    }

    private boolean startsWithReplacement(byte[] source, int start, int end) {
        for (int k = 0; k < replacement.length; k++) {
            if (start + k >= end || source[start + k] != replacement[k]) {
                return false;
            }
        }
        return true;
    }

    private int put(int at) {
        System.arraycopy(replacement, 0, text, at, replacement.length);
        return at + replacement.length;
    }
}
