package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * How often each pair of neighbours occurs at most. Pairs share counters by a hash without regard to who they are, so
 * that the counters stay in a core's own cache whatever the batch; a pair occurs at most as often as its counter says.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PairBounds {
    private static final int FEWEST = 1 << 15;
    private static final int MOST = 1 << 17;
    /** How many counters there are for each that is wanted. */
    private static final int SPARE = 32;
    /** Counters of neighbours that never merge: several, since one would wait for itself. */
    private static final int REST = 8;
    /** Steps per power of two of the histogram of counters. */
    private static final int STEPS = 8;

    private int[] bounds = new int[0];
    private int buckets;
    private int shift;
    private final int[] histogram = new int[32 * STEPS];

    /**
     * Counts all neighbours of rows whose tokens have one position each.
     *
     * @param wanted how many counters are to be told from the others
     * @param masks {@link TokenTraits#mask} by symbol
     * @param bucketAt gets the counter of the pair at each position but the last
     */
    void count(int wanted, SymbolRows rows, short[] masks, int[] bucketAt) {
        long most = Math.min(MOST, Math.max(FEWEST, (long) SPARE * wanted));
        buckets = Integer.highestOneBit((int) Math.max(REST, Math.min(most, rows.positions)));
        shift = 32 - Integer.numberOfTrailingZeros(buckets);
        if (bounds.length < buckets + REST) {
            bounds = new int[buckets + REST];
        } else {
            Arrays.fill(bounds, 0, buckets + REST, 0);
        }
        int[] counters = bounds;
        int[] symbols = rows.symbols;
        int last = rows.positions - 1;
        int left = symbols[0];
        int leftMask = masks[left];
        for (int at = 0; at < last; at++) {
            int right = symbols[at + 1];
            int rightMask = masks[right];
            // No branch here or below: it would often be guessed wrong.
            int join = TokenTraits.joinMask(leftMask, rightMask);
            int bucket = bucket(left, right) & join | (buckets + (at & REST - 1)) & ~join;
            bucketAt[at] = bucket;
            counters[bucket]++;
            left = right;
            leftMask = rightMask;
        }
        Arrays.fill(bounds, buckets, buckets + REST, 0);
    }

    private int bucket(int left, int right) {
        return (left * 0x9E3779B1 + right) * 0x85EBCA6B >>> shift;
    }

    /**
     * A number that at least {@code wanted} counters reach, about the greatest one; or a lesser one, if those that reach it
     * have counted no more than {@code cheap} together; at least {@code least}, or 0 if too few counters reach that.
     */
    int reachedBy(int wanted, long cheap, int least) {
        Arrays.fill(histogram, 0);
        for (int i = 0; i < buckets; i++) {
            if (bounds[i] >= least) {
                histogram[step(bounds[i])]++;
            }
        }
        int reached = 0;
        long counted = 0;
        for (int step = histogram.length - 1; step > 0; step--) {
            reached += histogram[step];
            counted += (long) histogram[step] * from(step);
            if (reached >= wanted && counted > cheap) {
                return Math.max(least, from(step));
            }
        }
        return reached >= wanted ? least : 0;
    }

    /** Numbers below {@link #STEPS} have their own step, others are told apart by their four highest bits. */
    private static int step(int count) {
        int down = Math.max(0, 28 - Integer.numberOfLeadingZeros(count));
        return down * STEPS + (count >> down);
    }

    /** The least number of a step. */
    private static int from(int step) {
        int down = Math.max(0, step / STEPS - 1);
        return step - down * STEPS << down;
    }

    /**
     * Lists the positions of pairs that may occur {@code least} times, in ascending order.
     *
     * @param bucketAt what {@link #count} has put there; set to 0
     * @param listed gets the positions; has room for all
     * @return how many are listed
     */
    int list(int least, int last, int[] bucketAt, int[] listed) {
        int[] counters = bounds;
        int size = 0;
        for (int at = 0; at < last; at++) {
            listed[size] = at;
            size -= least - 1 - counters[bucketAt[at]] >> 31;
            bucketAt[at] = 0;
        }
        return size;
    }

    /** Notes that a pair may occur {@code gain} times more; returns how often it occurs at most. */
    int raise(int left, int right, int gain) {
        int bucket = bucket(left, right);
        int raised = bounds[bucket] + gain;
        bounds[bucket] = raised < 0 ? Integer.MAX_VALUE : raised;
        return bounds[bucket];
    }
}
