package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;

/** Writes every byte as the character that stands for it in GPT-2's alphabet. */
final class ByteLevelPieces extends Pieces {
    /** The character of each byte in UTF-8: first byte in the low eight bits, then the second or 0. */
    private static final char[] ALPHABET = alphabet();

    private boolean done = true;
    private byte[] source = {};
    private int sourceFrom;
    private int sourceTo;
    /** Filled when somebody asks. */
    private final SourcePlaces places = new SourcePlaces();

    @Override
    void start(byte[] source, int start, int end, boolean documentStart) {
        this.source = source;
        sourceFrom = start;
        sourceTo = end;
        places.clear();
        done = start == end;
        if (done) {
            return;
        }
        long room = 2L * (end - start);
        if (text.length < room) {
            text = new byte[(int) Math.min(Integer.MAX_VALUE - 8, Math.max(room, 2L * text.length))];
        }
        from = 0;
        int at = 0;
        for (int i = start; i < end; i++) {
            at = put(source[i] & 0xff, at);
        }
        to = at;
        atDocumentStart = documentStart;
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
            for (int k = sourceFrom; k < sourceTo; k++) {
                places.add(k, ALPHABET[source[k] & 0xff] <= 0xff ? 1 : 2);
            }
        }
        return places.get(i);
    }

    @Override
    int sourceEnd(int i) {
        return sourceStart(i) + 1;
    }

    private int put(int b, int at) {
        int utf8 = ALPHABET[b];
        text[at] = (byte) utf8;
        if (utf8 <= 0xff) {
            return at + 1;
        }
        text[at + 1] = (byte) (utf8 >>> 8);
        return at + 2;
    }

    /** The byte of each character of the alphabet, -1 for other characters; indexed by code point. */
    static int[] bytesByCharacter() {
        int[] bytes = new int[0x144];
        java.util.Arrays.fill(bytes, -1);
        for (int b = 0; b < 256; b++) {
            byte[] utf8 = {(byte) ALPHABET[b], (byte) (ALPHABET[b] >>> 8)};
            bytes[CodePoints.at(utf8, 0, 2)] = b;
        }
        return bytes;
    }

    private static char[] alphabet() {
        char[] alphabet = new char[256];
        byte[] utf8 = new byte[2];
        for (int b = 0, moved = 256; b < 256; b++) {
            boolean prints = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
            utf8[1] = 0;
            CodePoints.put(prints ? b : moved++, utf8, 0);
            alphabet[b] = (char) (utf8[0] & 0xff | (utf8[1] & 0xff) << 8);
        }
        return alphabet;
    }
}
