package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
 * <p>Implementation: rows lie end to end in one array ({@link SymbolRows}). Only the pairs that may come next are counted
 * and located ({@link PairTracker}). Most neighbours are ruled out by one look at two words of {@link TokenTraits}; the
 * rule on their text is applied only to pairs that would be next.
 *
 * <p><b>Thread safety:</b> none; one thread at a time. Scratch is kept from batch to batch.
 */
public final class DynamicMerger {
    private final String fingerprint;
    private final DynamicOptions options;
    private final TokenSet.Speller speller;
    private final SymbolTable table;
    private final SymbolRows rows = new SymbolRows();
    private final PairTracker tracker;

    /**
     * A worker.
     *
     * @throws IllegalArgumentException if the bytes of the tokenizer's tokens depend on their neighbours
     */
    public DynamicMerger(Tokenizer tokenizer, DynamicOptions options) {
        this(tokenizer, options, PairTracker.Tuning.DEFAULT);
    }

    DynamicMerger(Tokenizer tokenizer, DynamicOptions options, PairTracker.Tuning tuning) {
        TokenSet known = tokenizer.tokens();
        if (known == null) {
            throw new IllegalArgumentException("dynamic merges need a tokenizer whose tokens are bytes, but those of "
                    + tokenizer.name() + " depend on their neighbours");
        }
        fingerprint = tokenizer.fingerprint();
        this.options = options;
        speller = known.newSpeller();
        table = new SymbolTable(known, options.boundary());
        tracker = new PairTracker(table, rows, options.minCount(), tuning);
    }

    PairTracker tracker() {
        return tracker;
    }

    /**
     * Merges the rows {@code ids[offsets[i], offsets[i + 1])} for {@code i} in {@code [0, rowCount)}.
     *
     * @throws IllegalArgumentException if an id is negative or not below the vocabulary size
     */
    public DynamicBatch merge(int[] ids, int[] offsets, int rowCount) {
        table.clear();
        rows.load(ids, offsets, rowCount, table.mark());
        tracker.begin(options.maxMerges());
        List<DynamicBatch.Merge> merges = new ArrayList<>();
        int[] lengths = {rows.length, 0, 0, 0};
        long target = (long) Math.floor(rows.length * (1 - options.targetReduction()));
        boolean saturated = false;
        while (merges.size() < options.maxMerges() && (rows.length > target || rows.length == 0)) {
            int pair = tracker.next(options.maxMerges() - merges.size());
            if (pair == PairTracker.NONE) {
                saturated = true;
                break;
            }
            merges.add(tracker.merge(pair));
            if (merges.size() == lengths.length) {
                lengths = Arrays.copyOf(lengths, 2 * lengths.length);
            }
            lengths[merges.size()] = rows.length;
        }
        return result(rowCount, merges, Arrays.copyOf(lengths, merges.size() + 1), saturated);
    }

    private DynamicBatch result(int rowCount, List<DynamicBatch.Merge> merges, int[] lengths, boolean saturated) {
        int mark = table.mark();
        int[] ends = new int[rowCount + 1];
        rows.finish(mark, ends);
        int[] merged = rows.symbols;
        List<BatchVocabulary.NewToken> used = new ArrayList<>();
        int[] unused = new int[table.end() - mark];
        for (int symbol = mark + 1; symbol < table.end(); symbol++) {
            unused[symbol - mark] = symbol - mark - 1 - used.size();
            if (table.isUsed(symbol)) {
                used.add(newToken(table.bytes(symbol)));
            }
        }
        if (unused.length > used.size() + 1) {
            closeGaps(merged, rows.length, mark, unused);
        }
        BatchVocabulary vocabulary = new BatchVocabulary(
                fingerprint, mark, options.boundary(), options.language(), options.maxBaseIds(), used);
        return new DynamicBatch(merged, ends, vocabulary, merges, lengths, saturated);
    }

    /** Lowers the ids from {@code first} on, each by the number of unused ones below it. */
    private static void closeGaps(int[] ids, int length, int first, int[] unused) {
        for (int i = 0; i < length; i++) {
            if (ids[i] >= first) {
                ids[i] -= unused[ids[i] + 1 - first];
            }
        }
    }

    private BatchVocabulary.NewToken newToken(byte[] bytes) {
        int[] ids = speller.spell(bytes);
        boolean cut = options.maxBaseIds() > 0 && ids.length > options.maxBaseIds();
        return new BatchVocabulary.NewToken(bytes, cut ? Arrays.copyOf(ids, options.maxBaseIds()) : ids, cut);
    }
}
