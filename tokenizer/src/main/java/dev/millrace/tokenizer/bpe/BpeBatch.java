package dev.millrace.tokenizer.bpe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes the pieces of a window through a {@link PieceCache}, some hundred at a time, in loops without branches on data, so
 * that the loads of many pieces are under way at once, and only the rare piece that is not in its bucket takes a branch. All
 * but the ids took 12 ns per piece of multilingual text in loops that do one thing each, and 33 in one loop.
 *
 * <p>Every piece is looked for as a token of up to 7 bytes ({@link SmallTokens}), which four out of five are: their entries
 * are a quarter as large as those of other pieces of up to 15 bytes ({@link ShortPieces}). Longer ones are listed on the way
 * and looked for in loops of their own.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeBatch {
    /**
     * Most pieces in a call of {@link #encode}. No power of two: with 256 everything took 3 to 6 % longer, as it seems because
     * the same index of arrays of such a length needs the same few places of the first-level cache.
     */
    public static final int PIECES = 384;
    /** Bytes that must be readable after the last piece. */
    public static final int PADDING = 16;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final PieceCache cache;
    private final NewPieces newPieces;
    private final boolean cached;
    private int keyedGeneration;
    private final SmallTokens smallTokens = new SmallTokens();
    private final ShortPieces shortPieces = new ShortPieces();
    /** Per piece: what was found and the rest of that. */
    private final long[] values = new long[PIECES];

    private final long[] mores = new long[PIECES];
    /** Which pieces are no small tokens, and which have more than 15 bytes. */
    private final int[] others = new int[PIECES + 1];

    private final int[] longPieces = new int[PIECES + 1];
    /** The hashes of the long ones. */
    private final long[] longHashes = new long[PIECES];
    /** Nobody reads it: it keeps loads from being dropped. */
    long touched;

    BpeBatch(BpeModel model, PieceCache cache) {
        this.cache = cache;
        newPieces = new NewPieces(model, cache);
        cached = model.vocabulary().size() <= PieceCache.ID_LIMIT;
    }

    /**
     * Encodes pieces {@code from} to {@code to - 1}; piece {@code i} is {@code text[starts[i], starts[i + 1])}, at least one
     * byte. Writes their ids to {@code dst} from {@code at} on, which must have room for one id per byte and two more, and
     * returns the index after the last id; what lies behind it is scratch.
     */
    public int encode(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
        if (!cached) {
            for (int i = from; i < to; i++) {
                at = newPieces.uncached(text, starts[i], starts[i + 1], dst, at);
            }
            return at;
        }
        keyedGeneration = cache.generation;
        int others = smallTokens.find(text, starts, from, to, cache.tokens, values, this.others);
        if (others > 0) {
            int longs =
                    shortPieces.find(text, starts, from, others, cache.pieces, this.others, values, mores, longPieces);
            if (longs > 0) {
                longValues(text, starts, from, longs);
            }
        }
        return emit(text, starts, from, to, others, dst, at);
    }

    /** Finds the value of each long piece. */
    private void longValues(byte[] text, int[] starts, int from, int longs) {
        long[] lines = cache.longTable;
        for (int k = 0; k < longs; k++) {
            int start = starts[from + longPieces[k]];
            int end = starts[from + longPieces[k] + 1];
            if (end - start <= PieceCache.LONGEST) {
                longHashes[k] = PieceCache.longHash(text, start, end, 0);
            }
        }
        long all = 0;
        for (int k = 0; k < longs; k++) {
            all ^= lines[cache.line(longHashes[k])];
        }
        touched = all;
        for (int k = 0; k < longs; k++) {
            int i = longPieces[k];
            int start = starts[from + i];
            int end = starts[from + i + 1];
            if (end - start <= PieceCache.LONGEST) {
                int line = cache.findLong(text, start, end, longHashes[k], 0);
                if (line >= 0) {
                    values[i] = lines[line + PieceCache.LINE_VALUE];
                    mores[i] = lines[line + PieceCache.LINE_VALUE + 1];
                }
            }
        }
    }

    /** Writes the ids of all pieces; {@code others} of them are listed. */
    private int emit(byte[] text, int[] starts, int from, int to, int others, int[] dst, int at) {
        int pieces = to - from;
        boolean looked = false;
        long reached = emitPlain(values, 0, pieces, dst, at);
        int piece;
        while ((piece = (int) (reached >>> 32)) < pieces) {
            if (values[piece] == 0 && !looked) {
                looked = true;
                newPieces.find(text, starts, from, this.others, others, values, mores);
            }
            int end = isLost(values[piece])
                    ? newPieces.append(text, starts[from + piece], starts[from + piece + 1], dst, (int) reached)
                    : cache.unpack(values[piece], mores[piece], dst, (int) reached);
            reached = emitPlain(values, piece + 1, pieces, dst, end);
        }
        return (int) reached;
    }

    /**
     * Writes the ids of pieces from {@code piece} on, up to the first one that has not 1 to 3, and returns its number in the
     * upper half and the index after the last id in the lower one. Both in one word, so that HotSpot does not take the
     * index of this loop for the one of the loop around it, which it keeps in memory: 3 to 8 % of everything.
     */
    private static long emitPlain(long[] values, int piece, int pieces, int[] dst, int at) {
        for (; piece < pieces; piece++) {
            long value = values[piece];
            int count = (int) (value >>> 62);
            if (count == 0) {
                break;
            }
            dst[at] = (int) value & 0xFFFFF;
            dst[at + 1] = (int) (value >>> 20) & 0xFFFFF;
            dst[at + 2] = (int) (value >>> 40) & 0xFFFFF;
            at += count;
        }
        return (long) piece << 32 | at;
    }

    /** Whether there is no value, or one whose ids are gone since the cache was emptied. */
    private boolean isLost(long value) {
        return value == 0 || value >>> 60 == 0 && keyedGeneration != cache.generation;
    }
}
