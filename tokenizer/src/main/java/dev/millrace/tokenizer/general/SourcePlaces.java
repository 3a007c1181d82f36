package dev.millrace.tokenizer.general;

import java.util.Arrays;

/** For pieces that rewrite their source: the byte of the source that each byte of the text stands for. */
final class SourcePlaces {
    private int[] places = new int[64];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The next {@code n} bytes stand for the byte at {@code place}. */
    void add(int place, int n) {
        if (size + n > places.length) {
            places = Arrays.copyOf(places, Math.max(size + n, 2 * size));
        }
        Arrays.fill(places, size, size + n, place);
        size += n;
    }

    int get(int i) {
        return places[i];
    }
}
