package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import dev.millrace.tokenizer.split.Splitter;

/** Encodes piece by piece: for splitters that have no other way. */
final class PieceSegmentEncoder implements SegmentEncoder {
    private final Splitter splitter;
    private final LongPieceEncoder model;
    private byte[] text = {};
    private int at;
    private int end;
    private boolean inPiece;

    PieceSegmentEncoder(Splitter splitter, LongPieceEncoder model) {
        this.splitter = splitter;
        this.model = model;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        at = from;
        end = to;
        inPiece = false;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            if (!inPiece) {
                if (at == end) {
                    break;
                }
                int pieceEnd = splitter.next(text, at, end);
                model.begin(text, at, pieceEnd);
                at = pieceEnd;
            }
            int n = model.next(dst, out, to);
            inPiece = n > 0;
            out += n;
        }
        return out - from;
    }
}
