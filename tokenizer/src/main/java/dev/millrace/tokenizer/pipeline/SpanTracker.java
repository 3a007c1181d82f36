package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.normalize.NormalizedText;
import dev.millrace.tokenizer.normalize.Normalizer;

/**
 * Turns places in the text that is encoded into spans of the document, and writes them beside the ids. An encoder that
 * has one tells it what it does: which document and which segment it is at, and where each id comes from.
 *
 * <p>A place goes back through what the document went through: from the text of the segment, if that was rewritten, to
 * the text before; from there, if that was repaired, to the document.
 *
 * <p><b>Thread safety:</b> none; belongs to one encoder.
 */
public final class SpanTracker {
    private final NormalizedText normalized = NormalizedText.covering();
    private final Repairs repairs = new Repairs();
    private int[] spans = {};
    private int documentStart;
    private int documentEnd;
    private boolean repaired;
    private boolean rewritten;
    private int segmentStart;
    /** The span found last. */
    private int start;

    private int end;

    /** Where the spans of the next ids go. */
    public void setTarget(int[] target) {
        spans = target;
    }

    /** Begins the document {@code [from, to)}, which is not repaired. */
    public void beginDocument(int from, int to) {
        documentStart = from;
        documentEnd = to;
        repaired = false;
        rewritten = false;
    }

    /** Begins a part of the document that is repaired, which has what is returned to be filled. */
    public Repairs beginRepaired(int origin) {
        repaired = true;
        repairs.begin(origin);
        return repairs;
    }

    /** Begins a segment that is encoded as it stands. */
    public void beginSegment() {
        rewritten = false;
    }

    /** Begins the segment {@code text[from, to)}, which is encoded as it is normalized; returns the normalized text. */
    public NormalizedText beginNormalized(Normalizer normalizer, byte[] text, int from, int to) {
        normalized.reset(text, from, to);
        normalizer.apply(normalized);
        rewritten = true;
        segmentStart = from;
        return normalized;
    }

    /** Finds the span of {@code [from, to)} in the text of the segment. */
    public void find(int from, int to) {
        if (!rewritten) {
            findOriginal(from, to);
        } else if (from < to) {
            int first = normalized.start(from);
            findOriginal(segmentStart + first, segmentStart + Math.max(first, normalized.end(to - 1)));
        } else {
            int length = normalized.length();
            int place = from < length ? normalized.start(from) : length == 0 ? 0 : normalized.end(length - 1);
            findOriginal(segmentStart + place, segmentStart + place);
        }
    }

    /** Finds the span of {@code [from, to)} in the document, as it may have been repaired. */
    public void findOriginal(int from, int to) {
        start = (repaired ? repairs.start(from) : from) - documentStart;
        end = from == to ? start : (repaired ? repairs.end(to - 1) : to) - documentStart;
    }

    /** Finds the empty span at the start of the document. */
    public void findStart() {
        start = 0;
        end = 0;
    }

    /** Finds the empty span at the end of the document. */
    public void findEnd() {
        start = documentEnd - documentStart;
        end = start;
    }

    /** Writes the span found last as that of the ids {@code [from, to)}. */
    public void put(int from, int to) {
        for (int i = from; i < to; i++) {
            spans[2 * i] = start;
            spans[2 * i + 1] = end;
        }
    }
}
