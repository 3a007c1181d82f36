package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.bpe.BpeBatch;
import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import dev.millrace.tokenizer.split.BlockSplitter;
import dev.millrace.tokenizer.split.Splitter;
import java.util.Arrays;

/**
 * Encodes window by window: a copy of the next bytes, padded so that no load has to look for the end, is cut into pieces
 * all at once, and the pieces are encoded some hundred at a time. A piece longer than a window is encoded by itself.
 */
final class WindowSegmentEncoder implements SegmentEncoder {
    private static final int WINDOW = BlockSplitter.WINDOW;

    private final Splitter splitter;
    private final BlockSplitter blocks;
    private final BpeBatch batch;
    private final LongPieceEncoder longPieces;
    private final byte[] window = new byte[WINDOW + Math.max(BlockSplitter.PADDING, BpeBatch.PADDING)];
    private final int[] starts = new int[BlockSplitter.MAX_STARTS];
    /** Ids of a batch for which the caller's buffer was too small. */
    private final int[] spill = new int[WINDOW + 2];

    private byte[] text = {};
    private int at;
    private int end;
    /** Pieces of the window: the next one and their number. */
    private int piece;

    private int pieces;
    private boolean inLongPiece;
    private int pendingAt;
    private int pendingEnd;

    WindowSegmentEncoder(Splitter splitter, BlockSplitter blocks, BpeBatch batch, LongPieceEncoder longPieces) {
        this.splitter = splitter;
        this.blocks = blocks;
        this.batch = batch;
        this.longPieces = longPieces;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        at = from;
        end = to;
        piece = 0;
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
            } else if (piece < pieces) {
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
        int first = piece;
        piece = Math.min(pieces, first + BpeBatch.PIECES);
        int bytes = starts[piece] - starts[first];
        if (to - out >= bytes + 2) {
            return batch.encode(window, starts, first, piece, dst, out);
        }
        pendingAt = 0;
        pendingEnd = batch.encode(window, starts, first, piece, spill, 0);
        return out;
    }

    /** Cuts the next window, or encodes the next piece if it is longer than a window. */
    private void fill() {
        int length = Math.min(WINDOW, end - at);
        System.arraycopy(text, at, window, 0, length);
        Arrays.fill(window, length, Math.min(window.length, length + BpeBatch.PADDING), (byte) 0);
        piece = 0;
        pieces = blocks.split(window, length, length == end - at, starts);
        if (pieces > 0) {
            at += starts[pieces];
            return;
        }
        int pieceEnd = splitter.next(text, at, end);
        longPieces.begin(text, at, pieceEnd);
        inLongPiece = true;
        at = pieceEnd;
    }
}
