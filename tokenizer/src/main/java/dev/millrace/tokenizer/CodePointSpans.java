package dev.millrace.tokenizer;

import dev.millrace.tokenizer.pipeline.Utf8;

/**
 * Turns spans of bytes of one document into spans of code points. Each maximal ill-formed subpart counts as one code
 * point, as the U+FFFD does that decoders put in its place; a span of a part of a character becomes one of the whole
 * character. Fast for spans in the order of the document.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class CodePointSpans {
    private final byte[] document;
    private final int from;
    private final int to;
    /** Starts and ends advance each for themselves, since the spans of neighbours may overlap. */
    private final Cursor starts;

    private final Cursor ends;

    /** Spans of the document {@code document[from, to)}, which must not change meanwhile. */
    public CodePointSpans(byte[] document, int from, int to) {
        this.document = document;
        this.from = from;
        this.to = to;
        starts = new Cursor();
        ends = new Cursor();
    }

    /** The start of a code point and how many code points there are before it. */
    private final class Cursor {
        private int at = from;
        private int count;

        /** Goes to the last start of a code point at or before {@code place}. */
        void moveTo(int place) {
            if (place < at) {
                at = from;
                count = 0;
            }
            for (int next; at < to && (next = at + length(at)) <= place; at = next) {
                count++;
            }
        }
    }

    private int length(int at) {
        return Math.abs(Utf8.wellFormed(document, at, to));
    }

    /**
     * Writes the span of code points for that of bytes {@code spans[2 * index]} to {@code spans[2 * index + 1]} over it.
     */
    public void convert(int[] spans, int index) {
        int start = spans[2 * index];
        int end = spans[2 * index + 1];
        starts.moveTo(from + start);
        ends.moveTo(from + end);
        spans[2 * index] = starts.count;
        spans[2 * index + 1] = ends.count + (end > start && ends.at < from + end ? 1 : 0);
    }
}
