package dev.millrace.tokenizer.bpe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes the pieces of a window through a {@link PieceCache}, some hundred at a time, in two loops without branches on
 * data: the keys and entries of all pieces, the ids of all entries. So the loads of many pieces are under
 * way at once, and only the rare piece that is not in the table takes a branch.
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
    private final PieceCache cache;
    private final boolean cached;
    private int probedGeneration;
    private final long[] lows = new long[PIECES];
    private final long[] highs = new long[PIECES];
    private final long[] values = new long[PIECES];

    BpeBatch(BpeModel model, PieceCache cache) {
        this.cache = cache;
        worker = model.newWorker();
        boundaries = model.boundaries();
        wholePieceFirst = model.wholePieceFirst;
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
        probe(text, starts, from, to);
        return emit(text, starts, from, to, dst, at);
    }

    /** Computes the key of each piece and loads its entry. */
    private void probe(byte[] text, int[] starts, int from, int to) {
        probedGeneration = cache.generation;
        long[] table = cache.table;
        int shift = cache.shift;
        long[] lows = this.lows;
        long[] highs = this.highs;
        long[] values = this.values;
        int start = starts[from];
        for (int i = from; i < to; i++) {
            int end = starts[i + 1];
            int length = Math.min(16, end - start);
            long low = (long) LONGS.get(text, start) & LOW[length];
            long high = (long) LONGS.get(text, start + 8) & HIGH[length] | LENGTH[length];
            start = end;
            int bucket = PieceCache.bucket(PieceCache.hash(low, high), shift);
            long first = table[bucket] ^ low | table[bucket + 1] ^ high;
            long second = table[bucket + 4] ^ low | table[bucket + 5] ^ high;
            lows[i - from] = low;
            highs[i - from] = high;
            values[i - from] =
                    table[bucket + 2] & ~((first | -first) >> 63) | table[bucket + 6] & ~((second | -second) >> 63);
        }
    }

    private int emit(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
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

    /** A piece that is long, new, of many ids or not in its own bucket. */
    private int rare(byte[] text, int from, int to, int index, int[] dst, int at) {
        int length = to - from;
        if (length > PieceCache.SHORT) {
            return length <= PieceCache.LONGEST
                    ? longer(text, from, to, dst, at)
                    : longUncached(text, from, to, dst, at);
        }
        long value = probedGeneration == cache.generation ? values[index] : 0;
        if (value == 0) {
            long low = lows[index];
            long high = highs[index];
            long hash = PieceCache.hash(low, high);
            int bucket = PieceCache.bucket(hash, cache.shift);
            // The batch may have met it first a few pieces ago.
            value = cache.find(low, high, bucket);
            if (value == 0) {
                int count = worker.encode(text, from, to);
                if (count == 0) {
                    return at;
                }
                value = cache.value(worker.ids(), 0, count);
                cache.put(low, high, hash, value);
            }
        }
        return write(value, dst, at);
    }

    private int longer(byte[] text, int from, int to, int[] dst, int at) {
        long hash = PieceCache.hash(text, from, to, 0);
        long value = cache.findLong(text, from, to, hash, 0);
        if (value != 0) {
            return write(value, dst, at);
        }
        int end = longUncached(text, from, to, dst, at);
        if (end > at) {
            value = cache.value(dst, at, end - at);
            cache.putLong(text, from, to, hash, 0, value);
        }
        return end;
    }

    /** A long piece as the parts between the places that no token spans. */
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
            int cut = boundaries.nextCut(text, start, to);
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
            int part = wholePieceFirst ? PieceCache.PART : 0;
            long hash = PieceCache.hash(text, from, to, part);
            long value = cache.findLong(text, from, to, hash, part);
            if (value == 0) {
                int count = worker.merge(text, from, to);
                if (count == 0) {
                    return at;
                }
                value = cache.value(worker.ids(), 0, count);
                cache.putLong(text, from, to, hash, part, value);
            }
            return write(value, dst, at);
        }
        long low = 0;
        long high = (long) length << 56 | (wholePieceFirst ? PieceCache.SHORT_PART : 0);
        for (int i = 0; i < length; i++) {
            long b = text[from + i] & 0xffL;
            low |= i < 8 ? b << 8 * i : 0;
            high |= i >= 8 ? b << 8 * (i - 8) : 0;
        }
        long hash = PieceCache.hash(low, high);
        long value = cache.find(low, high, PieceCache.bucket(hash, cache.shift));
        if (value == 0) {
            int count = worker.merge(text, from, to);
            if (count == 0) {
                return at;
            }
            value = cache.value(worker.ids(), 0, count);
            cache.put(low, high, hash, value);
        }
        return write(value, dst, at);
    }

    private int write(long value, int[] dst, int at) {
        int count = (int) (value >>> 62);
        if (count == 0) {
            count = (int) (value >>> 32);
            System.arraycopy(cache.listed, (int) value - 1, dst, at, count);
            return at + count;
        }
        for (int k = 0; k < count; k++) {
            dst[at + k] = (int) (value >>> 20 * k) & 0xFFFFF;
        }
        return at + count;
    }

    private int uncached(byte[] text, int from, int to, int[] dst, int at) {
        int count = worker.encode(text, from, to);
        System.arraycopy(worker.ids(), 0, dst, at, count);
        return at + count;
    }
}
