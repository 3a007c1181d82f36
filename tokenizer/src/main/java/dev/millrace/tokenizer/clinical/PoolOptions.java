package dev.millrace.tokenizer.clinical;

/**
 * How a pool chooses.
 *
 * @param surprise what is least for the segmentation that a word gets
 * @param toleranceMillionths how many more tokens than the base's, in millionths of these, a sentence may have before it
 *     falls back to the base's; 0 for none
 * @param idsPerType whether a token that several types have learnt gets an id for each of them rather than one for all
 */
public record PoolOptions(Surprise surprise, int toleranceMillionths, boolean idsPerType) {
    /** Total surprisal, no tolerance, one id per token. */
    public static final PoolOptions DEFAULT = new PoolOptions(Surprise.TOTAL, 0, false);

    static final int MILLION = 1_000_000;

    /** Checks the tolerance. */
    public PoolOptions {
        if (toleranceMillionths < 0) {
            throw new IllegalArgumentException("a tolerance must be at least 0, got " + toleranceMillionths);
        }
    }

    /** Whether a sentence of {@code pool} tokens is kept where the base makes {@code base} of it. */
    boolean keeps(long pool, long base) {
        return pool * MILLION <= base * (MILLION + toleranceMillionths);
    }
}
