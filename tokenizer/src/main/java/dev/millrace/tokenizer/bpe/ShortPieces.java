package dev.millrace.tokenizer.bpe;

/**
 * Looks up pieces of up to 15 bytes among those that {@link SmallTokens} did not find. They are fewer, so one loop
 * brings their buckets near and does nothing else: without it, all of multilingual text took 17 % longer.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
final class ShortPieces {
    /** By number of bytes, up to 16, those of the first word, and of the second one up to 15. */
    private static final long[] LOW_BYTES = new long[17];

    private static final long[] HIGH_BYTES = new long[17];
    /** By number of bytes, what marks it in the top byte of the second word; for 16, what no entry has there. */
    private static final long[] LENGTHS = new long[17];

    static {
        for (int i = 0; i < 16; i++) {
            LOW_BYTES[i] = i < 8 ? (1L << 8 * i) - 1 : -1;
            HIGH_BYTES[i] = i < 8 ? 0 : LOW_BYTES[i - 8];
            LENGTHS[i] = (long) i << 56;
        }
        LENGTHS[16] = 0x7FL << 56;
    }

    /** Per piece, the words of its key and its bucket. */
    private final long[] lows = new long[BpeBatch.PIECES];

    private final long[] highs = new long[BpeBatch.PIECES];
    private final long[] buckets = new long[BpeBatch.PIECES];
    /** Nobody reads it: it keeps loads from being dropped. */
    long touched;

    /** The first word of the key of a piece of up to 15 bytes whose first eight bytes, as one word, are {@code word}. */
    static long low(long word, int length) {
        return word & LOW_BYTES[length];
    }

    /** The second word of its key; {@code word} is its bytes from the ninth on. */
    static long high(long word, int length) {
        return word & HIGH_BYTES[length] | LENGTHS[length];
    }

    /**
     * Finds what {@code table} has for {@code pieces} pieces in their own buckets.
     *
     * @param others their numbers, from 0 for piece {@code from}
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
            int[] others,
            long[] values,
            long[] mores,
            int[] longer) {
        int longs = keys(text, starts, from, pieces, others, longer);
        buckets(pieces, lows, highs, table.shift, buckets);
        touch(table.words, pieces);
        choose(pieces, table.words, others, values, mores);
        return longs;
    }

    private int keys(byte[] text, int[] starts, int from, int pieces, int[] others, int[] longer) {
        long[] lows = this.lows;
        long[] highs = this.highs;
        int longs = 0;
        for (int k = 0; k < pieces; k++) {
            int i = from + others[k];
            int start = starts[i];
            int length = Math.min(16, starts[i + 1] - start);
            long low = low((long) BpeBatch.LONGS.get(text, start), length);
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

    private void choose(int pieces, long[] table, int[] others, long[] values, long[] mores) {
        long[] lows = this.lows;
        long[] highs = this.highs;
        long[] buckets = this.buckets;
        for (int k = 0; k < pieces; k++) {
            int bucket = (int) buckets[k];
            long low = lows[k];
            long high = highs[k];
            long first = PieceTable.same(table[bucket] ^ low | table[bucket + 1] ^ high);
            long second = PieceTable.same(table[bucket + 4] ^ low | table[bucket + 5] ^ high) & ~first;
            int i = others[k];
            values[i] = table[bucket + 2] & first | table[bucket + 6] & second;
            mores[i] = table[bucket + 3] & first | table[bucket + 7] & second;
        }
    }
}
