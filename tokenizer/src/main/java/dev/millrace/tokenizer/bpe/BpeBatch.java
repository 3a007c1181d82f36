package dev.millrace.tokenizer.bpe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes the pieces of a window through a {@link PieceCache}, some hundred at a time, in loops without branches on data, so
 * that the loads of many pieces are under way at once, and only the rare piece that is not in its bucket takes a branch. All
 * but the ids took 12 ns per piece of multilingual text in loops that do one thing each, and 33 in one loop.
 *
 * <p>Every piece is looked for as one of up to 7 bytes ({@link SmallPieces}), which four out of five are: their entries are
 * half as large as those of up to 15 bytes ({@link MediumPieces}). Longer ones are listed on the way and looked for in loops
 * of their own.
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

    private final BpeWorker worker;
    private final Boundaries boundaries;
    private final boolean wholePieceFirst;
    private final boolean complete;
    private final PieceCache cache;
    private final boolean cached;
    private int keyedGeneration;
    private final SmallPieces smallPieces = new SmallPieces();
    private final MediumPieces mediumPieces = new MediumPieces();
    /** Per piece: what was found and the rest of that. */
    private final long[] values = new long[PIECES];

    private final long[] mores = new long[PIECES];
    /** Which pieces have more than 7 bytes, and which more than 15. */
    private final int[] larger = new int[PIECES + 1];

    private final int[] longPieces = new int[PIECES + 1];
    /** The hashes of the long ones. */
    private final long[] longHashes = new long[PIECES];
    /** What {@link #lookUp} found last. */
    private long value;

    private long more;
    /** Nobody reads it: it keeps loads from being dropped. */
    long touched;

    BpeBatch(BpeModel model, PieceCache cache) {
        this.cache = cache;
        worker = model.newWorker();
        boundaries = model.boundaries();
        wholePieceFirst = model.wholePieceFirst;
        complete = model.complete;
        cached = model.vocabulary().size() <= PieceCache.ID_LIMIT;
    }

    /**
     * Encodes pieces {@code from} to {@code to - 1}; piece {@code i} is {@code text[starts[i], starts[i + 1])}. Writes
     * their ids to {@code dst} from {@code at} on, which must have room for one id per byte and two more, and returns the
     * index after the last id; what lies behind it is scratch.
     */
    public int encode(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
        if (!cached) {
            for (int i = from; i < to; i++) {
                at = uncached(text, starts[i], starts[i + 1], dst, at);
            }
            return at;
        }
        keyedGeneration = cache.generation;
        int larger = smallPieces.find(text, starts, from, to, cache.small, values, this.larger);
        if (larger > 0) {
            int longs =
                    mediumPieces.find(text, starts, from, larger, cache.medium, this.larger, values, mores, longPieces);
            if (longs > 0) {
                longValues(text, starts, from, longs);
            }
        }
        return emit(text, starts, from, to, dst, at);
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

    private int emit(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
        int pieces = to - from;
        boolean looked = false;
        long reached = emitPlain(values, 0, pieces, dst, at);
        int piece;
        while ((piece = (int) (reached >>> 32)) < pieces) {
            if (values[piece] == 0 && !looked) {
                looked = true;
                missing(text, starts, from, from + piece, to);
            }
            long value = values[piece];
            int end = value >>> 60 != 0
                    ? write(value, mores[piece], dst, (int) reached)
                    : rare(text, starts[from + piece], starts[from + piece + 1], piece, dst, (int) reached);
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

    /**
     * Finds the values of the pieces of up to 15 bytes, from {@code first} on, that were not in their buckets. All in one
     * go, because branches and loads of what is done here are foreseen better the second time: held-out prose became 2 and
     * 16 % faster in two comparisons on a busy machine.
     */
    private void missing(byte[] text, int[] starts, int from, int first, int to) {
        for (int i = first; i < to; i++) {
            int length = starts[i + 1] - starts[i];
            if (values[i - from] == 0 && length <= PieceCache.SHORT) {
                lookUp(text, starts[i], length, wholePieceFirst, 0);
                values[i - from] = value;
                mores[i - from] = more;
            }
        }
    }

    /** A piece that is long or has many ids. */
    private int rare(byte[] text, int from, int to, int index, int[] dst, int at) {
        long found = values[index];
        if (found != 0 && keyedGeneration == cache.generation) {
            return write(found, mores[index], dst, at);
        }
        int length = to - from;
        if (length <= PieceCache.SHORT) {
            lookUp(text, from, length, wholePieceFirst, 0);
            return value == 0 ? at : write(value, more, dst, at);
        }
        return length <= PieceCache.LONGEST ? longer(text, from, to, dst, at) : longUncached(text, from, to, dst, at);
    }

    /**
     * Sets {@link #value} and {@link #more} to those of a piece of up to 15 bytes; a value of 0 is no id. With the mark
     * {@link PieceCache#SHORT_PART} it is a part of a piece, and then not {@code whole}.
     */
    private void lookUp(byte[] text, int from, int length, boolean whole, long mark) {
        boolean isSmall = length <= PieceCache.SMALL;
        long low = (long) LONGS.get(text, from);
        long high = 0;
        if (isSmall) {
            low = SmallPieces.key(low, length) | mark;
        } else {
            high = MediumPieces.high((long) LONGS.get(text, from + 8), length) | mark;
        }
        PieceTable table = isSmall ? cache.small : cache.medium;
        long hash = isSmall ? PieceTable.hash(low) : PieceTable.hash(low, high);
        // The batch may have met it first a few pieces ago.
        int found = table.find(low, high, hash);
        if (found >= 0) {
            value = table.words[found];
            more = isSmall ? 0 : table.words[found + 1];
            return;
        }
        int count = whole ? worker.encode(text, from, from + length) : worker.merge(text, from, from + length);
        value = 0;
        if (count > 0) {
            cache.pack(worker.ids(), 0, count, isSmall ? 3 : 6);
            value = cache.packed;
            more = cache.packedMore;
            table.put(low, high, hash, value, more);
        }
    }

    private int longer(byte[] text, int from, int to, int[] dst, int at) {
        long hash = PieceCache.longHash(text, from, to, 0);
        int line = cache.findLong(text, from, to, hash, 0);
        if (line >= 0) {
            return writeLine(line, dst, at);
        }
        int end = longUncached(text, from, to, dst, at);
        if (end > at) {
            cache.pack(dst, at, end - at, 6);
            cache.putLong(text, from, to, hash, 0);
        }
        return end;
    }

    /**
     * A long piece as the parts between the places that no token spans. A vocabulary that lacks a byte drops it, which
     * makes neighbours of what is on its sides: then the piece is not cut.
     */
    private int longUncached(byte[] text, int from, int to, int[] dst, int at) {
        if (wholePieceFirst) {
            int whole = worker.whole(text, from, to);
            if (whole >= 0) {
                dst[at] = whole;
                return at + 1;
            }
        }
        int start = from;
        while (start < to) {
            int cut = complete ? boundaries.nextCut(text, start, to) : to;
            at = part(text, start, cut, dst, at);
            start = cut;
        }
        return at;
    }

    private int part(byte[] text, int from, int to, int[] dst, int at) {
        int length = to - from;
        if (length > PieceCache.LONGEST) {
            int count = worker.merge(text, from, to);
            System.arraycopy(worker.ids(), 0, dst, at, count);
            return at + count;
        }
        if (length > PieceCache.SHORT) {
            return longPart(text, from, to, dst, at);
        }
        lookUp(text, from, length, false, wholePieceFirst ? PieceCache.SHORT_PART : 0);
        return value == 0 ? at : write(value, more, dst, at);
    }

    private int longPart(byte[] text, int from, int to, int[] dst, int at) {
        int part = wholePieceFirst ? PieceCache.PART : 0;
        long hash = PieceCache.longHash(text, from, to, part);
        int line = cache.findLong(text, from, to, hash, part);
        if (line >= 0) {
            return writeLine(line, dst, at);
        }
        int count = worker.merge(text, from, to);
        if (count > 0) {
            cache.pack(worker.ids(), 0, count, 6);
            cache.putLong(text, from, to, hash, part);
            System.arraycopy(worker.ids(), 0, dst, at, count);
        }
        return at + count;
    }

    private int writeLine(int line, int[] dst, int at) {
        return write(
                cache.longTable[line + PieceCache.LINE_VALUE],
                cache.longTable[line + PieceCache.LINE_VALUE + 1],
                dst,
                at);
    }

    private int write(long value, long more, int[] dst, int at) {
        if (value >>> 60 == 0) {
            int count = (int) (value >>> 32);
            System.arraycopy(cache.listed, (int) value - 1, dst, at, count);
            return at + count;
        }
        dst[at] = (int) value & 0xFFFFF;
        dst[at + 1] = (int) (value >>> 20) & 0xFFFFF;
        dst[at + 2] = (int) (value >>> 40) & 0xFFFFF;
        int count = (int) (value >>> 62);
        if (count > 0) {
            return at + count;
        }
        dst[at + 3] = (int) more & 0xFFFFF;
        dst[at + 4] = (int) (more >>> 20) & 0xFFFFF;
        dst[at + 5] = (int) (more >>> 40) & 0xFFFFF;
        return at + 3 + (int) (value >>> 60);
    }

    private int uncached(byte[] text, int from, int to, int[] dst, int at) {
        int count = worker.encode(text, from, to);
        System.arraycopy(worker.ids(), 0, dst, at, count);
        return at + count;
    }
}
