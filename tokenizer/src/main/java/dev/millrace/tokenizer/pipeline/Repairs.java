package dev.millrace.tokenizer.pipeline;

import java.util.Arrays;

/**
 * Where ill-formed bytes of a document were replaced by U+FFFD, and so where each byte of the repaired text came from.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class Repairs {
    private static final int REPLACEMENT_BYTES = 3;

    private int origin;
    private int size;
    /** Per repair, in order: where its U+FFFD starts in the repaired text. */
    private int[] places = new int[16];
    /** Where the bytes that it replaces start and end in the document. */
    private int[] starts = new int[16];

    private int[] ends = new int[16];

    /** Begins a text whose first byte is at {@code origin} in the document. */
    public void begin(int origin) {
        this.origin = origin;
        size = 0;
    }

    /** Notes that U+FFFD at {@code place} of the text stands for the bytes {@code [start, end)} of the document. */
    public void add(int place, int start, int end) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
        }
        places[size] = place;
        starts[size] = start;
        ends[size++] = end;
    }

    /** Where in the document what byte {@code i} of the text stands for starts. */
    int start(int i) {
        int repair = last(i);
        return repair < 0
                ? origin + i
                : i < places[repair] + REPLACEMENT_BYTES
                        ? starts[repair]
                        : ends[repair] + i - places[repair] - REPLACEMENT_BYTES;
    }

    /** Where in the document what byte {@code i} of the text stands for ends. */
    int end(int i) {
        int repair = last(i);
        return repair >= 0 && i < places[repair] + REPLACEMENT_BYTES ? ends[repair] : start(i) + 1;
    }

    /** The last repair that starts at or before {@code i}, or -1. */
    private int last(int i) {
        int found = Arrays.binarySearch(places, 0, size, i);
        return found >= 0 ? found : -found - 2;
    }
}
