package dev.millrace.tokenizer.bpe;

/**
 * The merges of one piece of up to 64 bytes, one at a time: the pair of lowest rank merges first, of equal ones the leftmost.
 * It is looked for by scanning all pairs.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
final class ShortMerges {
    /** Bytes of a piece at most. */
    static final int LIMIT = 64;

    /** Keys that are compared at a time. */
    private static final int BLOCK = 8;

    /** Bits of a symbol's index. */
    private static final int INDEX_BITS = 6;
    /** Keys from here on are of pairs that do not merge. */
    private static final int NO_KEY = MergeTable.NONE << INDEX_BITS;

    private final BpeModel model;
    private final MergeTable merges;
    private final MergeIndex index;
    private final int[] byteRanks;
    private final int[] byteGuards;
    private final boolean certain;

    /**
     * Per symbol: its id, and the rank of its merge with its right neighbour with its index in the low bits. Symbol {@code i}
     * is element {@code i + 1}; the first and the last element are no symbols and merge with none, so that the ends of a
     * piece, which are hard to foresee, need no branch. Should {@link MergeIndex#candidate} mistake one of them for half of a
     * pair, {@link MergeIndex#isPair} tells. Eight keys after those of a piece are of no pair.
     */
    private final int[] ids = new int[LIMIT + 2];

    private final int[] keys = new int[LIMIT + 2 + BLOCK];
    /** Per byte, the rank of its merge with the next one. */
    private final int[] ranks = new int[LIMIT];

    ShortMerges(BpeModel model) {
        this.model = model;
        merges = model.merges;
        index = model.index;
        byteRanks = model.bytePairs.ranks;
        byteGuards = model.bytePairs.guards;
        certain = model.bytePairs.certain;
        ids[0] = MergeTable.NO_ID;
        ids[LIMIT + 1] = MergeTable.NO_ID;
    }

    /**
     * Makes the merges of {@code text[from, to)}, at most {@link #LIMIT} bytes, of which those without an id are dropped, and
     * writes the ids to {@code out}; returns how many they are.
     */
    int merge(byte[] text, int from, int to, int[] out) {
        int count = 0;
        for (long left = mergeAll(begin(text, from, to)); left != 0; left &= left - 1) {
            out[count++] = ids[Long.numberOfTrailingZeros(left) + 1];
        }
        return count;
    }

    /** Fills the ids and keys, and returns the number of symbols. */
    private int begin(byte[] text, int from, int to) {
        int n = model.symbols(text, from, to, ids, 1);
        // Certain pairs are of vocabularies that have all bytes, so none was dropped.
        if (certain && n > 1) {
            n = mergeCertain(n, text, from);
        } else {
            for (int i = 0; i + 1 < n; i++) {
                keys[i + 1] = index.candidate(ids[i + 1], ids[i + 2]) << INDEX_BITS | i;
            }
        }
        int end = Math.max(n, 1);
        for (int i = 0; i < BLOCK; i++) { // as a call, cold multilingual text took 1 to 2 % longer
            keys[end + i] = NO_KEY;
        }
        return n;
    }

    /** Makes the merges of {@code n} symbols; returns one bit per symbol that was not merged into its left neighbour. */
    private long mergeAll(int n) {
        int[] keys = this.keys;
        int[] ids = this.ids;
        long alive = n == 64 ? -1L : (1L << n) - 1;
        int best = least(keys, n);
        while (best < NO_KEY) {
            int at = best & LIMIT - 1;
            long right = alive & (-2L << at);
            int gone = Long.numberOfTrailingZeros(right);
            keys[at + 1] = NO_KEY;
            if (!index.isPair(best >>> INDEX_BITS, ids[at + 1], ids[gone + 1])) {
                best = least(keys, n);
                continue;
            }
            int id = merges.merged(best >>> INDEX_BITS);
            int after = Long.numberOfTrailingZeros(right & right - 1);
            int before = 63 - Long.numberOfLeadingZeros(alive & (1L << at) - 1);
            ids[at + 1] = id;
            alive ^= 1L << gone;
            keys[gone + 1] = NO_KEY;
            keys[before + 1] = NO_KEY;
            int left = index.candidate(ids[before + 1], id) << INDEX_BITS | before & LIMIT - 1;
            int next = index.candidate(id, ids[after + 1]) << INDEX_BITS | at;
            // Over the others while these two are looked up.
            best = Math.min(least(keys, n), Math.min(left, next));
            keys[before + 1] = left;
            keys[at + 1] = next;
        }
        return alive;
    }

    /** The least of {@code keys[1, n)}. */
    private static int least(int[] keys, int n) {
        int best = NO_KEY;
        for (int i = 1; i < n; i += BLOCK) {
            int a = Math.min(Math.min(keys[i], keys[i + 1]), Math.min(keys[i + 2], keys[i + 3]));
            int b = Math.min(Math.min(keys[i + 4], keys[i + 5]), Math.min(keys[i + 6], keys[i + 7]));
            best = Math.min(best, Math.min(a, b));
        }
        return best;
    }

    /**
     * Makes the merges of bytes that are {@linkplain BytePairs certain}, which are 41 to 53 in a hundred of those of new
     * pieces; returns the number of symbols that are left, whose keys are set.
     */
    private int mergeCertain(int n, byte[] text, int from) {
        long pairs = certainPairs(n, text, from);
        int symbols = 0;
        boolean byteBefore = false;
        for (int i = 0; i < n; ) {
            boolean isPair = (pairs >>> i & 1) != 0;
            ids[symbols + 1] = isPair ? merges.merged(ranks[i]) : ids[i + 1];
            if (symbols > 0) {
                int rank = byteBefore && !isPair ? ranks[i - 1] : index.candidate(ids[symbols], ids[symbols + 1]);
                keys[symbols] = rank << INDEX_BITS | symbols - 1;
            }
            byteBefore = !isPair;
            symbols++;
            i += isPair ? 2 : 1;
        }
        return symbols;
    }

    /** One bit for the first byte of each pair that is certain to merge; fills the ranks of all pairs. */
    private long certainPairs(int n, byte[] text, int from) {
        long pairs = 0;
        int guardBefore = MergeTable.NONE;
        int pair = (text[from] & 0xff) << 8 | text[from + 1] & 0xff;
        for (int i = 0; i + 1 < n; i++) {
            int rank = byteRanks[pair];
            int guard = byteGuards[pair];
            int guardAfter = MergeTable.NONE;
            if (i + 2 < n) {
                pair = (pair & 0xff) << 8 | text[from + i + 2] & 0xff;
                guardAfter = byteGuards[pair];
            }
            ranks[i] = rank;
            pairs |= (long) ((rank - guardBefore & rank - guardAfter) >>> 31) << i;
            guardBefore = guard;
        }
        return pairs;
    }
}
