package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.bpe.BpeWorker;
import dev.millrace.tokenizer.split.Splitter;

/** Encodes piece by piece: for splitters that have no other way. */
final class PieceSegmentEncoder implements SegmentEncoder {
    private final Splitter splitter;
    private final BpeWorker model;
    private byte[] text = {};
    private int at;
    private int end;
    /** Ids of the current piece that are not yet written: {@code model.ids()[pendingAt, pendingEnd)}. */
    private int pendingAt;

    private int pendingEnd;

    PieceSegmentEncoder(Splitter splitter, BpeWorker model) {
        this.splitter = splitter;
        this.model = model;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        at = from;
        end = to;
        pendingAt = 0;
        pendingEnd = 0;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            if (pendingAt == pendingEnd) {
                if (at == end) {
                    break;
                }
                int pieceEnd = splitter.next(text, at, end);
                pendingAt = 0;
                pendingEnd = model.encode(text, at, pieceEnd);
                at = pieceEnd;
            }
            int n = Math.min(to - out, pendingEnd - pendingAt);
            System.arraycopy(model.ids(), pendingAt, dst, out, n);
            pendingAt += n;
            out += n;
        }
        return out - from;
    }
}
