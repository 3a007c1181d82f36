package dev.millrace.tokenizer.bpe;

/**
 * Looks up pieces of 8 to 15 bytes among those that {@link SmallPieces} found to be larger. They are fewer, so one loop
 * brings their buckets near and does nothing else: without it, all of multilingual text took 17 % longer.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
final class MediumPieces {
    /** By length less 8, what marks it in the top byte of the second word; no entry has the mark of long ones. */
    private static final long[] LENGTH = new long[9];

    static {
        for (int i = 0; i < 8; i++) {
            LENGTH[i] = i + 8L << 56;
        }
        LENGTH[8] = 0xFFL << 56;
    }

    /** Per piece, the words of its key and its bucket. */
    private final long[] lows = new long[BpeBatch.PIECES];

    private final long[] highs = new long[BpeBatch.PIECES];
    private final long[] buckets = new long[BpeBatch.PIECES];
    /** Nobody reads it: it keeps loads from being dropped. */
    long touched;

    /** The second word of the key of a piece of 8 to 15 bytes whose bytes from the ninth on, as one word, are {@code word}. */
    static long high(long word, int length) {
        return word & SmallPieces.BYTES[length - 8] | LENGTH[length - 8];
    }

    /**
     * Finds what {@code table} has for {@code pieces} pieces in their own buckets.
     *
     * @param larger their numbers, from 0 for piece {@code from}
     * @param values by number, gets the value, 0 if it is not there
     * @param mores by number, gets the rest of the value
     * @param longer gets which of them have more than 15 bytes; its last element is scratch
     * @return the number of those
     */
    int find(
            byte[] text,
            int[] starts,
            int from,
            int pieces,
            PieceTable table,
            int[] larger,
            long[] values,
            long[] mores,
            int[] longer) {
        int longs = keys(text, starts, from, pieces, larger, longer);
        buckets(pieces, lows, highs, table.shift, buckets);
        touch(table.words, pieces);
        choose(pieces, table.words, larger, values, mores);
        return longs;
    }

    private int keys(byte[] text, int[] starts, int from, int pieces, int[] larger, int[] longer) {
        long[] lows = this.lows;
        long[] highs = this.highs;
        int longs = 0;
        for (int k = 0; k < pieces; k++) {
            int i = from + larger[k];
            int start = starts[i];
            int length = Math.min(16, starts[i + 1] - start);
            long low = (long) BpeBatch.LONGS.get(text, start);
            long high = high((long) BpeBatch.LONGS.get(text, start + 8), length);
            lows[k] = low;
            highs[k] = high;
            longer[longs] = i - from;
            longs += length >>> 4;
        }
        return longs;
    }

    private static void buckets(int pieces, long[] lows, long[] highs, int shift, long[] buckets) {
        for (int k = 0; k < pieces; k++) {
            buckets[k] = (PieceTable.hash(lows[k], highs[k]) >>> shift << 3) + PieceTable.SKIP;
        }
    }

    private void touch(long[] table, int pieces) {
        long all = 0;
        for (int k = 0; k < pieces; k++) {
            all ^= table[(int) buckets[k]];
        }
        touched = all;
    }

    private void choose(int pieces, long[] table, int[] larger, long[] values, long[] mores) {
        long[] lows = this.lows;
        long[] highs = this.highs;
        long[] buckets = this.buckets;
        for (int k = 0; k < pieces; k++) {
            int bucket = (int) buckets[k];
            long low = lows[k];
            long high = highs[k];
            long first = PieceTable.same(table[bucket] ^ low | table[bucket + 1] ^ high);
            long second = PieceTable.same(table[bucket + 4] ^ low | table[bucket + 5] ^ high) & ~first;
            int i = larger[k];
            values[i] = table[bucket + 2] & first | table[bucket + 6] & second;
            mores[i] = table[bucket + 3] & first | table[bucket + 7] & second;
        }
    }
}
