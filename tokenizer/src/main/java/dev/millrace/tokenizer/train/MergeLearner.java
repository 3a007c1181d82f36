package dev.millrace.tokenizer.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/**
 * The learning itself: the most frequent pair of neighbours within pieces becomes a token, again and again. Counts and
 * occurrences are kept up to date as pairs are replaced, which gives what recounting everything would give.
 *
 * <p>Pieces lie end to end in one array with a mark between them. A merged token stays at its first position; its last
 * position points back to it.
 *
 * <p><b>Thread safety:</b> none. Memory: 24 bytes for each byte of the different pieces.
 */
final class MergeLearner {
    private static final int MARK = Integer.MAX_VALUE;

    private final TokenTable tokens;
    private final MergeRule rule;
    private final long minCount;
    private final PieceCounts pieces;
    private final int[] symbols;
    private final int[] ends;
    private final int[] pieceAt;
    private final WeightedPairs pairs;
    private final PriorityQueue<Candidate> queue;
    private int[] touched = new int[64];
    private int touchedSize;
    private int round;

    /** A pair with the count that it had when it was queued. */
    private record Candidate(int pair, long count) {}

    /**
     * A learner.
     *
     * @param byteIds the ids of the 256 bytes
     * @param minCount a pair must occur this often
     */
    MergeLearner(PieceCounts pieces, TokenTable tokens, int[] byteIds, MergeRule rule, long minCount, TieBreak ties) {
        this.pieces = pieces;
        this.tokens = tokens;
        this.rule = rule;
        this.minCount = minCount;
        long positions = (long) pieces.offset(pieces.size()) + pieces.size() + 1;
        if (positions > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("the different pieces of a corpus must have at most 2147483639 bytes"
                    + " together, one more for each, but have " + positions);
        }
        symbols = new int[(int) positions];
        ends = new int[symbols.length];
        pieceAt = new int[symbols.length];
        pairs = new WeightedPairs(symbols.length);
        queue = new PriorityQueue<>(1024, order(ties));
        load(byteIds);
    }

    private Comparator<Candidate> order(TieBreak ties) {
        Comparator<Candidate> frequent = Comparator.comparingLong(candidate -> -candidate.count());
        if (ties == TieBreak.IDS) {
            return frequent.thenComparingLong(candidate -> pairs.key(candidate.pair()));
        }
        Comparator<byte[]> alphabet = Alphabet::compare;
        return frequent.thenComparing(candidate -> tokens.token(pairs.left(candidate.pair())), alphabet)
                .thenComparing(candidate -> tokens.token(pairs.right(candidate.pair())), alphabet);
    }

    private void load(int[] byteIds) {
        byte[] bytes = pieces.bytes();
        int at = 0;
        symbols[at++] = MARK;
        for (int piece = 0; piece < pieces.size(); piece++) {
            for (int i = pieces.offset(piece); i < pieces.offset(piece + 1); i++) {
                pieceAt[at] = piece;
                symbols[at++] = byteIds[bytes[i] & 0xff];
            }
            symbols[at++] = MARK;
        }
        for (int i = 0; i + 1 < at; i++) {
            if (symbols[i] != MARK && symbols[i + 1] != MARK) {
                pairs.add(symbols[i], symbols[i + 1], i, weight(i));
            }
        }
        for (int pair = 0; pair < pairs.size(); pair++) {
            enqueue(pair);
        }
    }

    /** Merges as {@code merges} says, in order; a pair that does not occur is passed over. */
    void replay(Merges merges, int count) {
        for (int i = 0; i < count; i++) {
            int pair = pairs.find(merges.left(i), merges.right(i));
            if (pair != WeightedPairs.NONE) {
                replace(pair, merges.merged(i));
            }
        }
    }

    /** Learns until there are {@code vocabularySize} tokens or no pair is left; adds to {@code merges}. */
    void learn(Merges merges, int vocabularySize, IntConsumer progress) {
        while (tokens.size() < vocabularySize) {
            int pair = next();
            if (pair == WeightedPairs.NONE) {
                return;
            }
            byte[] joined = Bytes.joined(tokens.token(pairs.left(pair)), tokens.token(pairs.right(pair)));
            int merged = tokens.idOf(joined);
            merges.add(pairs.left(pair), pairs.right(pair), merged, pairs.count(pair));
            replace(pair, merged);
            progress.accept(tokens.size());
        }
    }

    private int next() {
        for (Candidate top; (top = queue.poll()) != null; ) {
            int pair = top.pair();
            long count = pairs.count(pair);
            if (count != top.count()) {
                enqueue(pair);
                continue;
            }
            byte[] joined = Bytes.joined(tokens.token(pairs.left(pair)), tokens.token(pairs.right(pair)));
            if (!tokens.isReserved(joined) && rule.allows(joined)) {
                return pair;
            }
        }
        return WeightedPairs.NONE;
    }

    private void enqueue(int pair) {
        if (pairs.count(pair) >= Math.max(1, minCount)) {
            queue.add(new Candidate(pair, pairs.count(pair)));
        }
    }

    private void replace(int pair, int merged) {
        round++;
        touchedSize = 0;
        for (int at : pairs.positions(pair)) {
            if (pairs.isAt(pair, at)) { // it may have overlapped the one before
                replaceAt(at, merged);
            }
        }
        for (int i = 0; i < touchedSize; i++) {
            enqueue(touched[i]);
        }
    }

    private void replaceAt(int at, int merged) {
        long weight = weight(at);
        int right = end(at);
        int end = end(right);
        int before = start(at);
        pairs.remove(before, weight);
        pairs.remove(at, weight);
        pairs.remove(right, weight);
        symbols[at] = merged;
        symbols[end - 1] = ~at;
        if (end - 1 > at + 1) { // tells that the token is longer than one position
            symbols[at + 1] = ~at;
        }
        ends[at] = end;
        addPair(before, at, weight);
        addPair(at, end, weight);
    }

    private void addPair(int left, int right, long weight) {
        if (symbols[left] == MARK || symbols[right] == MARK) {
            return;
        }
        int pair = pairs.add(symbols[left], symbols[right], left, weight);
        if (!pairs.mark(pair, round)) {
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedSize);
            }
            touched[touchedSize++] = pair;
        }
    }

    private long weight(int position) {
        return pieces.count(pieceAt[position]);
    }

    private int end(int position) {
        return symbols[position + 1] < 0 ? ends[position] : position + 1;
    }

    private int start(int position) {
        int last = symbols[position - 1];
        return last < 0 ? ~last : position - 1;
    }
}
