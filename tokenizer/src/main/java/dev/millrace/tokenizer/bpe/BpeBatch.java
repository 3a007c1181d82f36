package dev.millrace.tokenizer.bpe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Encodes the pieces of a window through a {@link PieceCache}, some hundred at a time, in loops without branches on data:
 * the keys of all pieces, a first look at all their buckets, the values found there, the ids of all values. So the loads
 * of many pieces are under way at once, and only the rare piece that is not in its bucket takes a branch. The first look
 * does nothing but bring the buckets near, and pays for itself: all but the ids took 12 ns per piece of multilingual text,
 * 22 without that look, 24 with the look in the loop of the keys, 33 with keys and values in one loop.
 *
 * <p>Every piece is looked for as one of up to 7 bytes, which four out of five are: their entries are half as large as
 * those of up to 15 bytes. Longer ones are listed on the way and looked for in loops of their own.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeBatch {
    /** Most pieces in a call of {@link #encode}. */
    public static final int PIECES = 256;
    /** Bytes that must be readable after the last piece. */
    public static final int PADDING = 16;

    static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** By length, the bytes of the word that belong to a small piece; of longer ones none. */
    private static final long[] SMALL = new long[9];
    /** By length less 8, the bytes of the second word that belong to a piece; of long ones none. */
    private static final long[] HIGH = new long[9];
    /** By length less 8, what marks it in the top byte of the second word; no entry has the mark of long ones. */
    private static final long[] LENGTH = new long[9];

    static {
        for (int i = 0; i < 8; i++) {
            SMALL[i] = (1L << 8 * i) - 1;
            HIGH[i] = (1L << 8 * i) - 1;
            LENGTH[i] = i + 8L << 56;
        }
        LENGTH[8] = 0xFFL << 56;
    }

    private final BpeWorker worker;
    private final Boundaries boundaries;
    private final boolean wholePieceFirst;
    private final boolean complete;
    private final PieceCache cache;
    private final boolean cached;
    private int keyedGeneration;
    /** Per piece: its key, its bucket, what was found and the rest of that. */
    private final long[] keys = new long[PIECES];

    private final int[] buckets = new int[PIECES];
    private final long[] values = new long[PIECES];
    private final long[] mores = new long[PIECES];
    /** Which pieces have more than 7 bytes, and of these, the words of the key and the bucket. */
    private final int[] larger = new int[PIECES + 1];

    private final long[] lows = new long[PIECES];
    private final long[] highs = new long[PIECES];
    private final int[] largerBuckets = new int[PIECES];
    /** Which of them have more than 15, and their hashes. */
    private final int[] longPieces = new int[PIECES + 1];

    private final long[] longHashes = new long[PIECES];
    /** What {@link #lookUp} found last. */
    private long value;

    private long more;
    /** Nobody reads it: it keeps the loads of the first look from being dropped. */
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
        int larger = keys(text, starts, from, to);
        touch(cache.small.words, buckets, to - from);
        values(to - from);
        if (larger > 0) {
            int longs = largerKeys(text, starts, from, larger);
            touch(cache.medium.words, largerBuckets, larger);
            largerValues(larger);
            if (longs > 0) {
                longValues(text, starts, from, longs);
            }
        }
        return emit(text, starts, from, to, dst, at);
    }

    /** Computes the key and the bucket of each piece and returns the number of those of more than 7 bytes. */
    private int keys(byte[] text, int[] starts, int from, int to) {
        int shift = cache.small.shift;
        long[] keys = this.keys;
        int[] buckets = this.buckets;
        int[] larger = this.larger;
        int n = 0;
        int start = starts[from];
        for (int i = from; i < to; i++) {
            int end = starts[i + 1];
            int length = Math.min(8, end - start);
            long key = (long) LONGS.get(text, start) & SMALL[length] | (long) length << 56;
            int bucket = ((int) (PieceTable.hash(key) >>> shift) << 2) + PieceTable.SKIP;
            start = end;
            keys[i - from] = key;
            buckets[i - from] = bucket;
            larger[n] = i - from;
            n += length >>> 3;
        }
        return n;
    }

    /** Loads the buckets and nothing else, so that as many loads as possible are under way at once. */
    private void touch(long[] table, int[] buckets, int pieces) {
        long all = 0;
        for (int i = 0; i < pieces; i++) {
            all ^= table[buckets[i]];
        }
        touched = all;
    }

    /** Finds the value of each small piece that is in its own bucket; 0 for the others. */
    private void values(int pieces) {
        long[] table = cache.small.words;
        long[] keys = this.keys;
        int[] buckets = this.buckets;
        long[] values = this.values;
        for (int i = 0; i < pieces; i++) {
            int bucket = buckets[i];
            long key = keys[i];
            long first = table[bucket] ^ key;
            long second = table[bucket + 2] ^ key;
            values[i] = table[bucket + 1] & ~((first | -first) >> 63) | table[bucket + 3] & ~((second | -second) >> 63);
        }
    }

    /** As {@link #keys}, for the pieces of more than 7 bytes; returns the number of those of more than 15. */
    private int largerKeys(byte[] text, int[] starts, int from, int pieces) {
        int shift = cache.medium.shift;
        int[] larger = this.larger;
        long[] lows = this.lows;
        long[] highs = this.highs;
        int[] buckets = this.largerBuckets;
        int[] longPieces = this.longPieces;
        int longs = 0;
        for (int k = 0; k < pieces; k++) {
            int i = from + larger[k];
            int start = starts[i];
            int length = Math.min(8, starts[i + 1] - start - 8);
            long low = (long) LONGS.get(text, start);
            long high = (long) LONGS.get(text, start + 8) & HIGH[length] | LENGTH[length];
            int bucket = ((int) (PieceTable.hash(low, high) >>> shift) << 3) + PieceTable.SKIP;
            lows[k] = low;
            highs[k] = high;
            buckets[k] = bucket;
            longPieces[longs] = i - from;
            longs += length >>> 3;
        }
        return longs;
    }

    private void largerValues(int pieces) {
        long[] table = cache.medium.words;
        int[] larger = this.larger;
        long[] lows = this.lows;
        long[] highs = this.highs;
        int[] buckets = this.largerBuckets;
        long[] values = this.values;
        long[] mores = this.mores;
        for (int k = 0; k < pieces; k++) {
            int bucket = buckets[k];
            long low = lows[k];
            long high = highs[k];
            long first = table[bucket] ^ low | table[bucket + 1] ^ high;
            long second = table[bucket + 4] ^ low | table[bucket + 5] ^ high;
            first = ~((first | -first) >> 63);
            second = ~((second | -second) >> 63);
            int i = larger[k];
            values[i] = table[bucket + 2] & first | table[bucket + 6] & second;
            mores[i] = table[bucket + 3] & first | table[bucket + 7] & second;
        }
    }

    /** Finds the value of each long piece. */
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
                    mores[i] = lines[line + PieceCache.LINE_VALUE + 1];
                }
            }
        }
    }

    private int emit(byte[] text, int[] starts, int from, int to, int[] dst, int at) {
        long[] values = this.values;
        boolean looked = false;
        int i = from;
        while (true) {
            // No call in this loop, so that all it needs stays in registers.
            for (; i < to; i++) {
                long value = values[i - from];
                int count = (int) (value >>> 62);
                if (count == 0) {
                    break;
                }
                dst[at] = (int) value & 0xFFFFF;
                dst[at + 1] = (int) (value >>> 20) & 0xFFFFF;
                dst[at + 2] = (int) (value >>> 40) & 0xFFFFF;
                at += count;
            }
            if (i == to) {
                return at;
            }
            if (values[i - from] == 0 && !looked) {
                looked = true;
                missing(text, starts, from, i, to);
            }
            long value = values[i - from];
            if (value >>> 60 != 0) {
                at = write(value, mores[i - from], dst, at);
            } else {
                at = rare(text, starts[i], starts[i + 1], i - from, dst, at);
            }
            i++;
        }
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
            low = low & SMALL[length] | (long) length << 56 | mark;
        } else {
            high = (long) LONGS.get(text, from + 8) & HIGH[length - 8] | LENGTH[length - 8] | mark;
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
