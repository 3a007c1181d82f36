package dev.millrace.tokenizer.bpe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes the pieces of a window through a {@link PieceCache}, some hundred at a time, in loops without branches on data:
 * the keys of all pieces, a first look at all their buckets, the values found there, the ids of all values. So the loads
 * of many pieces are under way at once, and only the rare piece that is not in the table takes a branch. The first look
 * does nothing but bring the buckets near, and pays for itself: keys, look and values in one loop took 38 ns per piece of
 * multilingual text, and 15 ns in three.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeBatch {
    /** Most pieces in a call of {@link #encode}. */
    public static final int PIECES = 256;
    /** Bytes that must be readable after the last piece. */
    public static final int PADDING = 16;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** By length, the bytes of the first and the second word that belong to the piece; index 16 is for all longer ones. */
    private static final long[] LOW = new long[17];

    private static final long[] HIGH = new long[17];
    /** By length, what marks it in the top byte of the second word; no entry has the mark of longer pieces. */
    private static final long[] LENGTH = new long[17];

    static {
        for (int length = 0; length <= 16; length++) {
            LOW[length] = length >= 8 ? -1L : (1L << 8 * length) - 1;
            HIGH[length] = length <= 8 ? 0 : (1L << 8 * (length - 8)) - 1;
            LENGTH[length] = (long) length << 56;
        }
        HIGH[16] = 0;
        LENGTH[16] = 0xFFL << 56;
    }

    private final BpeWorker worker;
    private final Boundaries boundaries;
    private final boolean wholePieceFirst;
    private final boolean complete;
    private final PieceCache cache;
    private final boolean cached;
    private int keyedGeneration;
    /** Per piece: the words of its key, its bucket, what was found. */
    private final long[] lows = new long[PIECES];

    private final long[] highs = new long[PIECES];
    private final int[] buckets = new int[PIECES];
    private final long[] values = new long[PIECES];
    /** Which pieces are long, and their hashes. */
    private final int[] longPieces = new int[PIECES + 1];

    private final long[] longHashes = new long[PIECES];
    /** Nobody reads it: it keeps the loads of {@link #touch} from being dropped. */
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
        int longs = keys(text, starts, from, to);
        touch(to - from);
        values(to - from);
        if (longs > 0) {
            longValues(text, starts, from, longs);
        }
        return emit(text, starts, from, to, dst, at);
    }

    /** Computes the key and the bucket of each piece and returns the number of long ones. */
    private int keys(byte[] text, int[] starts, int from, int to) {
        int shift = cache.shift;
        long[] lows = this.lows;
        long[] highs = this.highs;
        int[] buckets = this.buckets;
        int[] longPieces = this.longPieces;
        int longs = 0;
        int start = starts[from];
        for (int i = from; i < to; i++) {
            int end = starts[i + 1];
            int length = Math.min(16, end - start);
            long low = (long) LONGS.get(text, start) & LOW[length];
            long high = (long) LONGS.get(text, start + 8) & HIGH[length] | LENGTH[length];
            start = end;
            lows[i - from] = low;
            highs[i - from] = high;
            buckets[i - from] = PieceCache.bucket(PieceCache.hash(low, high), shift);
            longPieces[longs] = i - from;
            longs += length >>> 4;
        }
        return longs;
    }

    private void touch(int pieces) {
        long[] table = cache.table;
        int[] buckets = this.buckets;
        long all = 0;
        for (int i = 0; i < pieces; i++) {
            all ^= table[buckets[i]];
        }
        touched = all;
    }

    /** Finds the value of each short piece that is in its own bucket; 0 for the others. */
    private void values(int pieces) {
        long[] table = cache.table;
        long[] lows = this.lows;
        long[] highs = this.highs;
        int[] buckets = this.buckets;
        long[] values = this.values;
        for (int i = 0; i < pieces; i++) {
            int bucket = buckets[i];
            long low = lows[i];
            long high = highs[i];
            long first = table[bucket] ^ low | table[bucket + 1] ^ high;
            long second = table[bucket + 4] ^ low | table[bucket + 5] ^ high;
            values[i] = table[bucket + 2] & ~((first | -first) >> 63) | table[bucket + 6] & ~((second | -second) >> 63);
        }
    }

    /** Finds the value of each long piece; {@code highs} takes the rest of it. */
    private void longValues(byte[] text, int[] starts, int from, int longs) {
        long[] lines = cache.longTable;
        long all = 0;
        for (int k = 0; k < longs; k++) {
            int start = starts[from + longPieces[k]];
            int end = starts[from + longPieces[k] + 1];
            if (end - start <= PieceCache.LONGEST) {
                long hash = PieceCache.longHash(text, start, end, 0);
                longHashes[k] = hash;
                all ^= lines[cache.line(hash)];
            }
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
                    highs[i] = lines[line + PieceCache.LINE_VALUE + 1];
                }
            }
        }
    }

    private int emit(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
        long[] values = this.values;
        for (int i = from; i < to; i++) {
            long value = values[i - from];
            int count = (int) (value >>> 62);
            if (count == 0) {
                at = rare(text, starts[i], starts[i + 1], i - from, dst, at);
            } else {
                dst[at] = (int) value & 0xFFFFF;
                dst[at + 1] = (int) (value >>> 20) & 0xFFFFF;
                dst[at + 2] = (int) (value >>> 40) & 0xFFFFF;
                at += count;
            }
        }
        return at;
    }

    /** A piece that is new, of many ids or not in its own bucket. */
    private int rare(byte[] text, int from, int to, int index, int[] dst, int at) {
        int length = to - from;
        if (length > PieceCache.SHORT) {
            long value = values[index];
            if (value != 0 && keyedGeneration == cache.generation) {
                return write(value, highs[index], dst, at);
            }
            return length <= PieceCache.LONGEST
                    ? longer(text, from, to, dst, at)
                    : longUncached(text, from, to, dst, at);
        }
        return shorter(text, from, to, lows[index], highs[index], wholePieceFirst, dst, at);
    }

    /** A short piece, or a part of a piece if {@code high} says so and then not {@code whole}. */
    private int shorter(byte[] text, int from, int to, long low, long high, boolean whole, int[] dst, int at) {
        long hash = PieceCache.hash(low, high);
        // The batch may have met it first a few pieces ago.
        int entry = cache.find(low, high, PieceCache.bucket(hash, cache.shift));
        if (entry >= 0) {
            return write(cache.table[entry + 2], cache.table[entry + 3], dst, at);
        }
        int count = whole ? worker.encode(text, from, to) : worker.merge(text, from, to);
        if (count == 0) {
            return at;
        }
        cache.pack(worker.ids(), 0, count);
        cache.put(low, high, hash);
        System.arraycopy(worker.ids(), 0, dst, at, count);
        return at + count;
    }

    private int longer(byte[] text, int from, int to, int[] dst, int at) {
        long hash = PieceCache.longHash(text, from, to, 0);
        int line = cache.findLong(text, from, to, hash, 0);
        if (line >= 0) {
            return writeLine(line, dst, at);
        }
        int end = longUncached(text, from, to, dst, at);
        if (end > at) {
            cache.pack(dst, at, end - at);
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
        long low = 0;
        long high = (long) length << 56 | (wholePieceFirst ? PieceCache.SHORT_PART : 0);
        for (int i = 0; i < length; i++) {
            long b = text[from + i] & 0xffL;
            low |= i < 8 ? b << 8 * i : 0;
            high |= i >= 8 ? b << 8 * (i - 8) : 0;
        }
        return shorter(text, from, to, low, high, false, dst, at);
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
            cache.pack(worker.ids(), 0, count);
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
