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
    /** Neighbours that are counted at a time: small enough for everything about them to stay in the first-level cache. */
    private static final int BLOCK = 512;
    /** Steps per power of two of the histogram of counters. */
    private static final int STEPS = 8;

    private int[] bounds = new int[0];
    private int buckets;
    /** Of all counters. */
    private int mean;

    private int reached;

    /** By counter: twice the place that the next position of its pairs gets, and 1 more if there are places for them. */
    private int[] cells = new int[0];

    /** Of the neighbours of a block: symbols, masks, counters. */
    private final int[] left = new int[BLOCK + 1];

    private final int[] right = new int[BLOCK];
    private final int[] leftMasks = new int[BLOCK + 1];
    private final int[] rightMasks = new int[BLOCK];
    private final int[] found = new int[BLOCK];

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
        if (bounds.length < buckets + REST) {
            bounds = new int[buckets + REST];
        } else {
            Arrays.fill(bounds, 0, buckets + REST, 0);
        }
        mean = rows.positions / buckets;
        int last = rows.positions - 1;
        for (int from = 0; from < last; from += BLOCK) {
            int size = Math.min(BLOCK, last - from);
            find(rows.symbols, from, size, masks);
            count(size, found, bounds, bucketAt, from);
        }
        Arrays.fill(bounds, buckets, buckets + REST, 0);
    }

    /** Finds the counters of a block of neighbours, in loops so small that HotSpot makes vector instructions of them. */
    private void find(int[] symbols, int from, int size, short[] masks) {
        // Each loop uses one index: with a[i] beside a[i + 1] HotSpot makes no vector instructions.
        System.arraycopy(symbols, from, left, 0, size + 1);
        System.arraycopy(symbols, from + 1, right, 0, size);
        look(size + 1, left, masks, leftMasks);
        System.arraycopy(leftMasks, 1, rightMasks, 0, size);
        hash(size, left, right, found);
        choose(size, leftMasks, rightMasks, buckets - 1, found);
    }

    private static void look(int size, int[] symbols, short[] masks, int[] found) {
        for (int i = 0; i < size; i++) {
            found[i] = masks[symbols[i]];
        }
    }

    private static void hash(int size, int[] left, int[] right, int[] hashes) {
        for (int i = 0; i < size; i++) {
            hashes[i] = hash(left[i], right[i]);
        }
    }

    /** Makes counters of hashes: for neighbours that never merge one of the rest. */
    private static void choose(int size, int[] leftMasks, int[] rightMasks, int last, int[] hashes) {
        for (int i = 0; i < size; i++) {
            int join = TokenTraits.joinMask(leftMasks[i], rightMasks[i]);
            hashes[i] = hashes[i] & (join & last | REST - 1) | ~join & last + 1;
        }
    }

    private static void count(int size, int[] found, int[] counters, int[] bucketAt, int from) {
        for (int i = 0; i < size; i++) {
            int bucket = found[i];
            bucketAt[from + i] = bucket;
            counters[bucket]++;
        }
    }

    private static int hash(int left, int right) {
        return (left * 0x9E3779B1 + right) * 0x85EBCA6B >>> 14;
    }

    /**
     * A number that at least {@code wanted} counters reach, about the greatest one; or a lesser one, if those that reach it
     * have counted no more than {@code cheap} together; at least {@code least}, or 0 if too few counters reach that.
     */
    int reachedBy(int wanted, long cheap, int least) {
        // Which counters are far above the mean is guessed right, and mostly these are enough.
        int found = reachedFrom(Math.max(least, 4 * mean), wanted, cheap);
        if (found == 0) {
            found = reachedFrom(least, wanted, cheap);
        }
        return found != 0 ? found : reached >= wanted ? least : 0;
    }

    /** The same of counters that are at least {@code least}; 0 if these are not enough. Sets {@link #reached}. */
    private int reachedFrom(int least, int wanted, long cheap) {
        Arrays.fill(histogram, 0);
        for (int i = 0; i < buckets; i++) {
            if (bounds[i] >= least) {
                histogram[step(bounds[i])]++;
            }
        }
        reached = 0;
        long counted = 0;
        for (int step = histogram.length - 1; step > 0; step--) {
            reached += histogram[step];
            counted += (long) histogram[step] * from(step);
            if (reached >= wanted && counted > cheap) {
                return Math.max(least, from(step));
            }
        }
        return 0;
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
     * Locates the pairs that may occur {@code least} times: those of each counter get neighbouring places.
     *
     * @param last the positions before this one are looked at
     * @param bucketAt what {@link #count} has put there; later scratch
     * @param pairs tracks them
     */
    void track(int least, int last, int[] symbols, int[] bucketAt, TrackedPairs pairs) {
        if (cells.length < bounds.length) {
            cells = new int[bounds.length];
        }
        // Place 0 is for the positions of all other pairs.
        int places = 1;
        for (int i = 0; i < buckets; i++) {
            cells[i] = bounds[i] >= least ? places << 1 | 1 : 0;
            places += bounds[i] >= least ? bounds[i] : 0;
        }
        Arrays.fill(cells, buckets, buckets + REST, 0);
        locate(last, bucketAt, cells, pairs.places(places));
        int others = 0;
        int from = 1;
        for (int i = 0; i < buckets; i++) {
            if (bounds[i] >= least) {
                others = pairs.track(symbols, from, from + bounds[i], bucketAt, others);
                from += bounds[i];
            }
        }
        pairs.track(symbols, bucketAt, others);
    }

    private static void locate(int last, int[] bucketAt, int[] cells, int[] places) {
        for (int at = 0; at < last; at++) {
            int bucket = bucketAt[at];
            int cell = cells[bucket];
            places[cell >>> 1] = at;
            cells[bucket] = cell + ((cell & 1) << 1);
        }
    }

    /** Notes that a pair may occur {@code gain} times more; returns how often it occurs at most. */
    int raise(int left, int right, int gain) {
        int bucket = hash(left, right) & buckets - 1;
        int raised = bounds[bucket] + gain;
        bounds[bucket] = raised < 0 ? Integer.MAX_VALUE : raised;
        return bounds[bucket];
    }
}
