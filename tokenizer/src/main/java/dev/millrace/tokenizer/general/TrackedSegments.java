package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.pipeline.SpanTracker;

/** Pieces that go through a model one by one, with the place of each id. */
final class TrackedSegments implements Segments {
    private final Pieces pieces;
    private final PieceModel.Worker model;
    private final PieceModel.Places places;
    private final SpanTracker spans;
    private int pendingAt;
    private int pendingEnd;
    /** Per pending id, the bytes of the piece that it stands for. */
    private int[] starts = {};

    private int[] ends = {};

    TrackedSegments(Pieces pieces, PieceModel.Worker model, PieceModel.Places places, SpanTracker spans) {
        this.pieces = pieces;
        this.model = model;
        this.places = places;
        this.spans = spans;
    }

    @Override
    public void begin(byte[] text, int from, int to, boolean atDocumentStart) {
        pieces.start(text, from, to, atDocumentStart);
        pendingAt = 0;
        pendingEnd = 0;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            if (pendingAt == pendingEnd && !encodeNext()) {
                break;
            }
            for (; out < to && pendingAt < pendingEnd; out++, pendingAt++) {
                dst[out] = model.ids()[pendingAt];
                find(starts[pendingAt], ends[pendingAt]);
                spans.put(out, out + 1);
            }
        }
        return out - from;
    }

    private boolean encodeNext() {
        if (!pieces.next()) {
            return false;
        }
        pendingAt = 0;
        pendingEnd = model.encode(pieces.text, pieces.from, pieces.to);
        if (starts.length < pendingEnd) {
            starts = new int[2 * pendingEnd];
            ends = new int[2 * pendingEnd];
        }
        places.find(pieces.text, pieces.from, pieces.to, model.ids(), pendingEnd, starts, ends);
        return true;
    }

    /** From the bytes of the piece to the text that the pieces are cut from. */
    private void find(int from, int to) {
        int start = pieces.sourceStart(from);
        spans.find(start, from < to ? Math.max(start, pieces.sourceEnd(to - 1)) : start);
    }
}
