package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What became of a batch. Row {@code i} is {@code ids()[offset(i), offset(i + 1))}, as in the rows that went in.
 *
 * <p>The ids are the merger's own: they hold until it merges its next batch. {@link #row} copies.
 *
 * <p><b>Thread safety:</b> immutable, as long as nobody writes to {@link #ids()} and the merger does nothing.
 */
public final class DynamicBatch {
    private final int[] ids;
    private final int[] offsets;
    private final BatchVocabulary vocabulary;
    private final List<Merge> merges;
    private final int[] lengths;
    private final boolean saturated;

    /**
     * One merge.
     *
     * @param left bytes of the left token
     * @param right bytes of the right token
     * @param count how often the pair occurred, overlaps included
     */
    public record Merge(byte[] left, byte[] right, int count) {}

    DynamicBatch(
            int[] ids,
            int[] offsets,
            BatchVocabulary vocabulary,
            List<Merge> merges,
            int[] lengths,
            boolean saturated) {
        this.ids = ids;
        this.offsets = offsets;
        this.vocabulary = vocabulary;
        this.merges = List.copyOf(merges);
        this.lengths = lengths;
        this.saturated = saturated;
    }

    /** Number of rows. */
    public int rows() {
        return offsets.length - 1;
    }

    /** Number of tokens of all rows. */
    public int tokens() {
        return offsets[offsets.length - 1];
    }

    /** The rows' ids, end to end, in the first {@link #tokens()} elements. */
    public int[] ids() {
        return ids;
    }

    /** Where row {@code row} starts. */
    public int offset(int row) {
        return offsets[row];
    }

    /** The ids of row {@code row}, as a new array. */
    public int[] row(int row) {
        return Arrays.copyOfRange(ids, offsets[row], offsets[row + 1]);
    }

    /** The new tokens that the rows use. */
    public BatchVocabulary vocabulary() {
        return vocabulary;
    }

    /** The merges, in order. */
    public List<Merge> merges() {
        return merges;
    }

    /** Tokens of all rows after {@code merges} merges; {@code length(0)} is what went in. */
    public int length(int merges) {
        return lengths[merges];
    }

    /** Share of the tokens that went in that is gone: 1 − L/L₀; 0 for an empty batch. */
    public double reduction() {
        return lengths[0] == 0 ? 0 : 1 - (double) tokens() / lengths[0];
    }

    /** Whether merging ended because no pair was left that may merge and occurs often enough. */
    public boolean isSaturated() {
        return saturated;
    }

    /** Number of different ids in the rows. */
    public int uniqueTokens() {
        BitSet seen = new BitSet();
        for (int i = 0; i < tokens(); i++) {
            seen.set(ids[i]);
        }
        return seen.cardinality();
    }
}
