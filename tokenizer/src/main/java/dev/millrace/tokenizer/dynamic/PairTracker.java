package dev.millrace.tokenizer.dynamic;

/**
 * Knows the next pair to merge, and merges it.
 *
 * <p>Only pairs that may come next are counted and located. A pass over the batch bounds the count of every pair
 * ({@link PairBounds}); those whose bound is at least a <i>threshold</i> are {@linkplain TrackedPairs tracked}, and a
 * {@linkplain PairHeap heap} orders them. As long as the first of them occurs as often as the threshold says, no other
 * pair can come before it:
 *
 * <ul>
 *   <li>A merge takes occurrences from the pairs of what was beside it, and so from pairs that are not tracked at most.
 *   <li>It gives occurrences to pairs of the symbol that it makes. If the symbol is new, it occurs nowhere else, and
 *       these pairs are counted at once ({@link Occurrences}). If it is not, the bounds are raised by what was gained,
 *       and where one reaches the threshold, all occurrences of the symbol are looked up and counted.
 *   <li>Every pair whose count reaches the threshold becomes tracked.
 * </ul>
 *
 * <p>When the first pair occurs less often, the tokens are moved together and everything begins again with a threshold
 * of at most half; when that would be small, all pairs are tracked.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PairTracker {
    /** What {@link #next} returns if no pair is left. */
    static final int NONE = 0;

    /**
     * Where thresholds lie. The result does not depend on it.
     *
     * @param perMerge bounds that shall reach the threshold for each merge that is still to be made
     * @param fewest the same, least number for all together
     * @param most the same, greatest number
     * @param share bounds may be more if they count no more than one of so many positions
     * @param all all pairs are tracked if the threshold would be less
     * @param room everything begins again when so many places per position are taken, most of them by what is no more
     */
    record Tuning(int perMerge, int fewest, int most, int share, int all, int room) {
        static final Tuning DEFAULT = new Tuning(2, 64, 1 << 14, 8, 8, 4);
    }

    private final Tuning tuning;
    private final SymbolTable table;
    private final SymbolRows rows;
    private final int minCount;
    private final PairBounds bounds = new PairBounds();
    private final TrackedPairs pairs = new TrackedPairs();
    private final PairHeap heap = new PairHeap();
    private final Occurrences made;
    /** One number per position: the counter of its pair, or a list of positions. */
    private int[] scratch = new int[0];

    /** Pairs that occur as often as this are tracked; 1 if all are. */
    private int threshold;

    /** Pairs that occur as often as this are in the heap. */
    private int least;

    private int rounds;
    private int scans;

    PairTracker(SymbolTable table, SymbolRows rows, int minCount, Tuning tuning) {
        this.table = table;
        this.rows = rows;
        this.minCount = minCount;
        this.tuning = tuning;
        made = new Occurrences(table.mark());
    }

    /** Begins with the rows as they are now, with one position for each token. */
    void begin(int merges) {
        rounds = 0;
        scans = 0;
        track(merges, Integer.MAX_VALUE);
    }

    /** How often thresholds have been chosen since {@link #begin}. */
    int rounds() {
        return rounds;
    }

    /** How often all occurrences of a symbol have been looked up since {@link #begin}. */
    int scans() {
        return scans;
    }

    /** Tracks the pairs that may be among the next {@code merges} to be merged, with a threshold of {@code most}. */
    private void track(int merges, int most) {
        rounds++;
        if (scratch.length < rows.positions) {
            scratch = new int[rows.symbols.length];
        }
        int wanted = (int) Math.max(tuning.fewest, Math.min(tuning.most, (long) tuning.perMerge * merges));
        boolean some = most >= tuning.all && rows.positions > wanted;
        long expected = some ? Math.min(16L * wanted, rows.positions / 4) : rows.positions / 4;
        pairs.clear(rows.positions, (int) expected, (long) tuning.room * rows.positions);
        threshold = some ? threshold(wanted, most) : 1;
        if (threshold > 1) {
            bounds.track(threshold, rows.positions - 1, rows.symbols, scratch, pairs);
        } else {
            pairs.track(rows.symbols, scratch, listAll());
        }
        heap.clear();
        // Most pairs occur once and are never merged: they enter when nothing that occurs twice is left.
        least = Math.max(Math.max(2, minCount), threshold);
        enqueue(least, Integer.MAX_VALUE);
    }

    /** Bounds all pairs and chooses a threshold: one that {@code wanted} bounds reach, and at most {@code most}. */
    private int threshold(int wanted, int most) {
        bounds.count(wanted, rows, table.masks(), scratch);
        int reached = Math.min(bounds.reachedBy(wanted, rows.positions / tuning.share, tuning.all), most);
        return Math.max(Math.max(1, reached), minCount >= tuning.all ? minCount : 1);
    }

    /** Lists the positions of all pairs that may merge. */
    private int listAll() {
        int[] symbols = rows.symbols;
        short[] masks = table.masks();
        int last = rows.positions - 1;
        int size = 0;
        int left = masks[symbols[0]];
        for (int at = 0; at < last; at++) {
            int right = masks[symbols[at + 1]];
            scratch[size] = at;
            size -= TokenTraits.joinMask(left, right);
            left = right;
        }
        return size;
    }

    /** Puts the pairs that occur {@code fewest} to {@code most} times into the heap. */
    private void enqueue(int fewest, int most) {
        for (int pair = 1; pair < pairs.end(); pair++) {
            int count = pairs.count(pair);
            if (count >= fewest && count <= most) {
                heap.append(PairHeap.rank(count, pairs.first(pair)), pair);
            }
        }
        heap.order();
    }

    /**
     * The pair to merge next, or {@link #NONE} if none is left.
     *
     * @param merges how many are still to be made
     */
    int next(int merges) {
        if (pairs.isCrowded()) {
            rows.compact();
            track(merges, threshold);
        }
        while (true) {
            if (heap.isEmpty()) {
                if (!refill(merges)) {
                    return NONE;
                }
                continue;
            }
            int pair = heap.topPair();
            int count = pairs.count(pair);
            if (count < least || pairs.state(pair) == TrackedPairs.FORBIDDEN) {
                heap.removeTop();
                continue;
            }
            long rank = PairHeap.rank(count, pairs.first(pair));
            if (rank != heap.topRank()) {
                heap.replaceTop(rank);
            } else if (isAllowed(pair)) {
                heap.removeTop();
                return pair;
            }
        }
    }

    /** Whether there may be pairs that have not been in the heap; it has them then. */
    private boolean refill(int merges) {
        if (threshold > Math.max(1, minCount)) {
            rows.compact();
            track(merges, Math.max(threshold / 2, minCount));
            return true;
        }
        if (least == 2 && minCount == 1) {
            least = 1;
            enqueue(1, 1);
            return true;
        }
        return false;
    }

    private boolean isAllowed(int pair) {
        if (pairs.state(pair) == TrackedPairs.UNKNOWN) {
            boolean allowed = table.mayMerge(pairs.left(pair), pairs.right(pair));
            pairs.setState(pair, allowed ? TrackedPairs.ALLOWED : TrackedPairs.FORBIDDEN);
        }
        return pairs.state(pair) == TrackedPairs.ALLOWED;
    }

    /** Replaces every occurrence of {@code pair} by what it makes, from left to right. */
    DynamicBatch.Merge merge(int pair) {
        int left = pairs.left(pair);
        int right = pairs.right(pair);
        DynamicBatch.Merge merge = new DynamicBatch.Merge(table.bytes(left), table.bytes(right), pairs.count(pair));
        int end = table.end();
        int symbol = table.join(left, merge.left(), right, merge.right());
        boolean fresh = symbol == end;
        pairs.replace(pair, symbol, rows, made);
        table.use(symbol, made.size);
        table.use(left, -made.size);
        table.use(right, -made.size);
        made.tally(symbol, table.end());
        boolean complete = fresh;
        if (!fresh && threshold > 1 && mayHide(symbol)) {
            scans++;
            made.reset();
            made.scan(rows, symbol);
            made.tally(symbol, table.end());
            complete = true;
        }
        gain(symbol, fresh, complete);
        return merge;
    }

    /** Raises the bounds of the pairs that are not tracked; returns whether one of these may have to be. */
    private boolean mayHide(int symbol) {
        boolean may = false;
        for (int i = 0; i < made.leftSize; i++) {
            int left = made.leftSymbols[i];
            may |= mayHide(left, symbol, made.left[left]);
        }
        for (int i = 0; i < made.rightSize; i++) {
            int right = made.rightSymbols[i];
            may |= mayHide(symbol, right, made.right[right]);
        }
        return may;
    }

    private boolean mayHide(int left, int right, int gain) {
        short[] masks = table.masks();
        return TokenTraits.mayJoin(masks[left], masks[right])
                && pairs.find(left, right) == 0
                && bounds.raise(left, right, gain) >= threshold;
    }

    /**
     * Gives the pairs of {@code symbol} what {@link #made} has.
     *
     * @param fresh whether no pair of it is tracked
     * @param complete whether these are all occurrences
     */
    private void gain(int symbol, boolean fresh, boolean complete) {
        int any = 0;
        for (int i = 0; i < made.leftSize; i++) {
            int left = made.leftSymbols[i];
            made.left[left] = gaining(left, symbol, made.left[left], fresh, complete);
            any |= made.left[left];
        }
        for (int i = 0; i < made.rightSize; i++) {
            int right = made.rightSymbols[i];
            made.right[right] = gaining(symbol, right, made.right[right], fresh, complete);
            any |= made.right[right];
        }
        if (any != 0) {
            made.appendTo(pairs, symbol);
            enqueueGained(complete);
        }
        made.reset();
    }

    private void enqueueGained(boolean complete) {
        for (int i = 0; i < made.leftSize; i++) {
            enqueue(made.left[made.leftSymbols[i]], complete);
        }
        for (int i = 0; i < made.rightSize; i++) {
            enqueue(made.right[made.rightSymbols[i]], complete);
        }
    }

    /** The pair, ready for its occurrences, or 0 if it is not tracked. */
    private int gaining(int left, int right, int gain, boolean fresh, boolean complete) {
        short[] masks = table.masks();
        if (!TokenTraits.mayJoin(masks[left], masks[right])) {
            return 0;
        }
        int pair = fresh ? 0 : pairs.find(left, right);
        if (pair == 0) {
            if (gain < threshold) {
                if (fresh) {
                    bounds.raise(left, right, gain);
                }
                return 0;
            }
            pair = pairs.findOrCreate(left, right);
        }
        if (complete) {
            pairs.renew(pair, gain);
        } else {
            pairs.extend(pair, gain);
        }
        return pair;
    }

    private void enqueue(int pair, boolean ordered) {
        if (pair == 0) {
            return;
        }
        if (!ordered) {
            pairs.sort(pair);
        }
        if (pairs.count(pair) >= least && pairs.state(pair) != TrackedPairs.FORBIDDEN) {
            heap.add(PairHeap.rank(pairs.count(pair), pairs.first(pair)), pair);
        }
    }
}
