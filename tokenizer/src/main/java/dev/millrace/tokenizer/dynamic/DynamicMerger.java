package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges batches. The result is that of the naive definition:
 *
 * <pre>
 *   repeat at most maxMerges times, until the target is reached:
 *     count every two neighbours in a row that may merge, overlaps included
 *     take the pair with the highest count; among several, the one whose first occurrence is earliest
 *     replace it everywhere, from left to right
 * </pre>
 *
 * A token is what its bytes are: what two tokens merge into is the base vocabulary's token of these bytes if there is
 * one, else one token of the batch, however it came about.
 *
 * <p>Implementation: rows lie end to end in one array with a mark between them. A merged token stays at its first
 * position; its last position points back to it. Counts and the lists of occurrences are kept up to date as pairs are
 * replaced ({@link PairIndex}), and a heap knows the next pair ({@link PairHeap}). Most neighbours are ruled out by one
 * look at two words of {@link TokenTraits}; the rule on their text is applied only to pairs that reach the top of the
 * heap.
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Scratch is kept from batch to batch.
 */
public final class DynamicMerger {
    private final TokenSet tokens;
    private final String fingerprint;
    private final DynamicOptions options;
    private final BoundaryRule rule;
    private final TokenSet.Speller speller;
    private final int firstId;
    /** Traits by symbol. A symbol is a base id, {@link #firstId} for the mark between rows, or 1 + the new id. */
    private short[] traits;

    /** {@link TokenTraits#mask} of each. */
    private short[] masks;

    private final PairIndex pairs = new PairIndex();
    private final PairHeap heap = new PairHeap();
    private final List<byte[]> newTokens = new ArrayList<>();
    private final Map<BytesKey, Integer> symbolsByBytes = new HashMap<>();
    /** The symbol of the token that starts at a position; a token's last position has the complement of its first. */
    private int[] symbols = new int[0];

    /** End of the token that starts at a position, if it is longer than one. */
    private int[] ends = new int[0];

    private int length;
    private int[] touched = new int[16];
    private int touchedSize;
    /** Whether the pairs that occur once are not in the heap yet. */
    private boolean singlesWait;

    /**
     * A worker.
     *
     * @throws IllegalArgumentException if the bytes of the tokenizer's tokens depend on their neighbours
     */
    public DynamicMerger(Tokenizer tokenizer, DynamicOptions options) {
        TokenSet known = tokenizer.tokens();
        if (known == null) {
            throw new IllegalArgumentException("dynamic merges need a tokenizer whose tokens are bytes, but those of "
                    + tokenizer.name() + " depend on their neighbours");
        }
        tokens = known;
        fingerprint = tokenizer.fingerprint();
        this.options = options;
        rule = new BoundaryRule(options.boundary());
        speller = known.newSpeller();
        firstId = known.size();
        traits = TokenTraits.of(known, options.boundary() == BoundaryMode.PRETOKENS);
        masks = new short[traits.length];
        for (int symbol = 0; symbol < traits.length; symbol++) {
            masks[symbol] = TokenTraits.mask(traits[symbol]);
        }
    }

    /** A key of bytes. */
    private record BytesKey(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof BytesKey key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /**
     * Merges the rows {@code ids[offsets[i], offsets[i + 1])} for {@code i} in {@code [0, rows)}.
     *
     * @throws IllegalArgumentException if an id is negative or not below the vocabulary size
     */
    public DynamicBatch merge(int[] ids, int[] offsets, int rows) {
        load(ids, offsets, rows);
        List<DynamicBatch.Merge> merges = new ArrayList<>();
        int[] lengths = {length, 0, 0, 0};
        long target = (long) Math.floor(length * (1 - options.targetReduction()));
        boolean saturated = false;
        while (merges.size() < options.maxMerges() && (length > target || length == 0)) {
            int pair = next();
            if (pair == PairIndex.NONE || pairs.count(pair) < options.minCount()) {
                saturated = true;
                break;
            }
            byte[] left = bytes(pairs.left(pair));
            byte[] right = bytes(pairs.right(pair));
            merges.add(new DynamicBatch.Merge(left, right, pairs.count(pair)));
            replace(pair, symbol(joined(left, right), pair));
            if (merges.size() == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * lengths.length);
            }
            lengths[merges.size()] = length;
        }
        return result(rows, merges, Arrays.copyOf(lengths, merges.size() + 1), saturated);
    }

    private void load(int[] ids, int[] offsets, int rows) {
        length = offsets[rows] - offsets[0];
        int positions = Math.addExact(length, rows + 1);
        if (symbols.length < positions) {
            symbols = new int[positions + (positions >> 2)];
            ends = new int[symbols.length];
        }
        newTokens.clear();
        symbolsByBytes.clear();
        heap.clear();
        pairs.clear(positions);
        int at = 0;
        symbols[at++] = firstId;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(ids, offsets[row], symbols, at, offsets[row + 1] - offsets[row]);
            at += offsets[row + 1] - offsets[row];
            symbols[at++] = firstId;
        }
        scan(at - 1);
        singlesWait = true;
        enqueue(Math.max(2, options.minCount()), Integer.MAX_VALUE);
    }

    /** Puts the pairs that occur {@code least} to {@code most} times into the heap. */
    private void enqueue(int least, int most) {
        for (int pair = 0; pair < pairs.size(); pair++) {
            int count = pairs.count(pair);
            if (count >= least && count <= most) {
                heap.append(PairHeap.rank(count, pairs.first(pair)), pair);
            }
        }
        heap.order();
    }

    private void scan(int last) {
        int[] row = symbols;
        short[] known = masks;
        int left = firstId;
        int leftMask = known[firstId];
        for (int position = 0; position < last; position++) {
            int right = row[position + 1];
            if (right < 0 || right > firstId) {
                throw new IllegalArgumentException("ids must be between 0 and " + (firstId - 1) + ", got " + right);
            }
            int rightMask = known[right];
            if (TokenTraits.mayJoin(leftMask, rightMask)) {
                pairs.add(left, right, position);
            }
            left = right;
            leftMask = rightMask;
        }
    }

    /** The pair to merge next, or {@link PairIndex#NONE} if none is left. */
    private int next() {
        while (true) {
            // Most pairs occur once and are never merged: they enter when nothing that occurs twice is left.
            if (singlesWait && (heap.isEmpty() || heap.topRank() >>> 32 < 2)) {
                singlesWait = false;
                enqueue(options.minCount(), 1);
            }
            if (heap.isEmpty()) {
                return PairIndex.NONE;
            }
            int pair = heap.topPair();
            if (pairs.count(pair) == 0 || pairs.state(pair) == PairIndex.FORBIDDEN) {
                heap.removeTop();
                continue;
            }
            long rank = PairHeap.rank(pairs.count(pair), pairs.first(pair));
            if (rank != heap.topRank()) {
                heap.replaceTop(rank);
            } else if (isAllowed(pair)) {
                heap.removeTop();
                return pair;
            }
        }
    }

    private boolean isAllowed(int pair) {
        if (pairs.state(pair) == PairIndex.UNKNOWN) {
            int left = pairs.left(pair);
            int right = pairs.right(pair);
            boolean allowed = rule.allows(traits[left], traits[right], joined(bytes(left), bytes(right)));
            pairs.setState(pair, allowed ? PairIndex.ALLOWED : PairIndex.FORBIDDEN);
        }
        return pairs.state(pair) == PairIndex.ALLOWED;
    }

    private byte[] bytes(int symbol) {
        return symbol < firstId ? tokens.bytes(symbol) : newTokens.get(symbol - firstId - 1);
    }

    private static byte[] joined(byte[] left, byte[] right) {
        byte[] joined = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, joined, left.length, right.length);
        return joined;
    }

    /** The symbol of a pair's bytes: the base vocabulary's, one that was made before, or a new one. */
    private int symbol(byte[] bytes, int pair) {
        int known = tokens.find(bytes, 0, bytes.length);
        if (known >= 0) {
            return known;
        }
        int fresh = firstId + 1 + newTokens.size();
        Integer made = symbolsByBytes.putIfAbsent(new BytesKey(bytes), fresh);
        if (made != null) {
            return made;
        }
        newTokens.add(bytes);
        if (fresh >= traits.length) {
            traits = Arrays.copyOf(traits, traits.length + 64 + newTokens.size());
            masks = Arrays.copyOf(masks, traits.length);
        }
        traits[fresh] = (short) TokenTraits.joined(traits[pairs.left(pair)], traits[pairs.right(pair)]);
        masks[fresh] = TokenTraits.mask(traits[fresh]);
        return fresh;
    }

    /** Replaces every occurrence of {@code pair} by {@code symbol}, from left to right. */
    private void replace(int pair, int symbol) {
        pairs.beginRound();
        touchedSize = 0;
        for (int at; (at = pairs.first(pair)) != PairIndex.NONE; ) {
            int right = end(at);
            int end = end(right);
            int before = start(at);
            pairs.remove(before);
            pairs.remove(at);
            pairs.remove(right);
            symbols[at] = symbol;
            symbols[end - 1] = ~at;
            // A look at the position after a token's first must tell whether it is longer than one.
            if (end - 1 > at + 1) {
                symbols[at + 1] = ~at;
            }
            ends[at] = end;
            length--;
            addPair(before, at);
            addPair(at, end);
        }
        for (int i = 0; i < touchedSize; i++) {
            int gained = touched[i];
            if (pairs.count(gained) >= options.minCount() && pairs.state(gained) != PairIndex.FORBIDDEN) {
                heap.add(PairHeap.rank(pairs.count(gained), pairs.first(gained)), gained);
            }
        }
    }

    private void addPair(int left, int right) {
        if (!TokenTraits.mayJoin(masks[symbols[left]], masks[symbols[right]])) {
            return;
        }
        int pair = pairs.find(symbols[left], symbols[right]);
        if (!pairs.touch(pair)) {
            if (touchedSize == touched.length) {
                touched = Arrays.copyOf(touched, 2 * touchedSize);
            }
            touched[touchedSize++] = pair;
        }
        pairs.insert(pair, left);
    }

    /** Where the token after the one at {@code position} starts. */
    private int end(int position) {
        return symbols[position + 1] < 0 ? ends[position] : position + 1;
    }

    /** Where the token before the one at {@code position} starts. */
    private int start(int position) {
        int last = symbols[position - 1];
        return last < 0 ? ~last : position - 1;
    }

    private DynamicBatch result(int rows, List<DynamicBatch.Merge> merges, int[] lengths, boolean saturated) {
        int positions = lengths[0] + rows + 1;
        int[] merged = new int[length];
        int[] ends = new int[rows + 1];
        int[] newIds = new int[newTokens.size()];
        int row = 0;
        int out = 0;
        for (int at = 1; row < rows; at = at + 1 < positions ? end(at) : positions) {
            int symbol = symbols[at];
            if (symbol == firstId) {
                ends[++row] = out;
            } else {
                merged[out++] = symbol;
                if (symbol > firstId) {
                    newIds[symbol - firstId - 1] = 1;
                }
            }
        }
        List<BatchVocabulary.NewToken> used = used(newIds);
        for (int i = 0; i < out && !used.isEmpty(); i++) {
            merged[i] = merged[i] < firstId ? merged[i] : newIds[merged[i] - firstId - 1];
        }
        BatchVocabulary vocabulary = new BatchVocabulary(
                fingerprint, firstId, options.boundary(), options.language(), options.maxBaseIds(), used);
        return new DynamicBatch(merged, ends, vocabulary, merges, lengths, saturated);
    }

    /** The new tokens whose {@code newIds} are not 0, which get their ids there. */
    private List<BatchVocabulary.NewToken> used(int[] newIds) {
        List<BatchVocabulary.NewToken> used = new ArrayList<>();
        for (int i = 0; i < newIds.length; i++) {
            if (newIds[i] != 0) {
                newIds[i] = firstId + used.size();
                used.add(newToken(newTokens.get(i)));
            }
        }
        return used;
    }

    private BatchVocabulary.NewToken newToken(byte[] bytes) {
        int[] ids = speller.spell(bytes);
        boolean cut = options.maxBaseIds() > 0 && ids.length > options.maxBaseIds();
        return new BatchVocabulary.NewToken(bytes, cut ? Arrays.copyOf(ids, options.maxBaseIds()) : ids, cut);
    }
}
