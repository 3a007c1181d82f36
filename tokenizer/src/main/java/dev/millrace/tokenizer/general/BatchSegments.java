package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.bpe.BpeBatch;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import java.util.Arrays;

/**
 * Any pieces of bytes with the fast byte-level model: some hundred pieces at a time are copied into a padded window and
 * encoded there. A piece longer than the window is encoded by itself.
 */
final class BatchSegments implements Segments {
    private static final int WINDOW = 4096;

    private final Pieces source;
    private final BpeBatch batch;
    private final LongPieceEncoder longPieces;
    private final byte[] window = new byte[WINDOW + BpeBatch.PADDING];
    private final int[] starts = new int[BpeBatch.PIECES + 1];
    /** Ids of a batch for which the caller's buffer was too small. */
    private final int[] spill = new int[WINDOW + 2];

    /** Whether the source stands at a piece that is in no window yet. */
    private boolean hasPiece;

    private boolean inLongPiece;
    private int pendingAt;
    private int pendingEnd;

    BatchSegments(Pieces source, BpeModel model) {
        this.source = source;
        batch = model.newBatch();
        longPieces = model.newLongPieceEncoder();
    }

    @Override
    public void begin(byte[] text, int from, int to, boolean atDocumentStart) {
        source.start(text, from, to, atDocumentStart);
        hasPiece = source.next();
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
                out += n;
                if (n == 0) {
                    inLongPiece = false;
                    hasPiece = source.next();
                }
            } else if (!hasPiece) {
                break;
            } else if (source.to - source.from > WINDOW) {
                longPieces.begin(source.text, source.from, source.to);
                inLongPiece = true;
            } else {
                out = encodeBatch(dst, out, to);
            }
        }
        return out - from;
    }

    private int encodeBatch(int[] dst, int out, int to) {
        int pieces = fill();
        if (to - out >= starts[pieces] + 2) {
            return batch.encode(window, starts, 0, pieces, dst, out);
        }
        pendingAt = 0;
        pendingEnd = batch.encode(window, starts, 0, pieces, spill, 0);
        return out;
    }

    private int fill() {
        int n = 0;
        int used = 0;
        do {
            int length = source.to - source.from;
            if (used + length > WINDOW) {
                break;
            }
            System.arraycopy(source.text, source.from, window, used, length);
            starts[n++] = used;
            used += length;
            hasPiece = source.next();
        } while (hasPiece && n < BpeBatch.PIECES);
        starts[n] = used;
        Arrays.fill(window, used, used + BpeBatch.PADDING, (byte) 0);
        return n;
    }
}
