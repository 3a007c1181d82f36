package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.bpe.BpeBatch;
import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import dev.millrace.tokenizer.split.Splitter;
import java.util.Arrays;

/**
 * For splitters without a block form: cuts piece by piece and encodes some hundred pieces at a time, from a padded copy
 * of them. A piece longer than a window is encoded by itself.
 */
final class PieceSegmentEncoder implements SegmentEncoder {
    private static final int WINDOW = 4096;

    private final Splitter splitter;
    private final BpeBatch batch;
    private final LongPieceEncoder longPieces;
    private final byte[] window = new byte[WINDOW + BpeBatch.PADDING];
    private final int[] starts = new int[BpeBatch.PIECES + 1];
    /** Ids of a batch for which the caller's buffer was too small. */
    private final int[] spill = new int[WINDOW + 2];

    private byte[] text = {};
    private int start;
    private int at;
    private int end;
    /** Pieces in the window; 0 if they are encoded. */
    private int pieces;

    private boolean inLongPiece;
    private int pendingAt;
    private int pendingEnd;

    PieceSegmentEncoder(Splitter splitter, BpeBatch batch, LongPieceEncoder longPieces) {
        this.splitter = splitter;
        this.batch = batch;
        this.longPieces = longPieces;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        start = from;
        at = from;
        end = to;
        pieces = 0;
        inLongPiece = false;
        pendingAt = 0;
        pendingEnd = 0;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            if (pendingAt < pendingEnd) {
                int n = Math.min(to - out, pendingEnd - pendingAt);
                System.arraycopy(spill, pendingAt, dst, out, n);
                pendingAt += n;
                out += n;
            } else if (inLongPiece) {
                int n = longPieces.next(dst, out, to);
                inLongPiece = n > 0;
                out += n;
            } else if (pieces > 0) {
                out = encodeBatch(dst, out, to);
            } else if (at < end) {
                fill();
            } else {
                break;
            }
        }
        return out - from;
    }

    private int encodeBatch(int[] dst, int out, int to) {
        int n = pieces;
        pieces = 0;
        if (to - out >= starts[n] + 2) {
            return batch.encode(window, starts, 0, n, dst, out);
        }
        pendingAt = 0;
        pendingEnd = batch.encode(window, starts, 0, n, spill, 0);
        return out;
    }

    /** Cuts the next pieces, or begins the next one if it is longer than a window. */
    private void fill() {
        int n = 0;
        int from = at;
        int to = from;
        while (n < BpeBatch.PIECES && to < end) {
            int pieceEnd = splitter.next(text, start, to, end);
            if (pieceEnd - from > WINDOW) {
                if (n == 0) {
                    longPieces.begin(text, from, pieceEnd);
                    inLongPiece = true;
                    at = pieceEnd;
                    return;
                }
                break;
            }
            starts[n++] = to - from;
            to = pieceEnd;
        }
        starts[n] = to - from;
        pieces = n;
        at = to;
        System.arraycopy(text, from, window, 0, to - from);
        Arrays.fill(window, to - from, to - from + BpeBatch.PADDING, (byte) 0);
    }
}
