package dev.millrace.tokenizer.clinical;

/**
 * How surprising a segmentation is. With {@code p} the share of a token among those that its vocabulary makes of the
 * terms it was learnt from:
 */
public enum Surprise {
    /** The sum of {@code -log2 p} over the tokens. */
    TOTAL,
    /** Their mean. */
    MEAN,
    /** The sum of {@code -p log2 p}, which is small for rare tokens as well as for certain ones. */
    RAW;

    /** Bits are counted in units of 2^-32, so that sums are exact and equal on every machine. */
    static final long UNIT = 1L << 32;

    /** What a token adds that occurs {@code count} times among {@code total}, in units. */
    long of(long count, long total) {
        double p = (double) count / total;
        double bits = -StrictMath.log(p) / StrictMath.log(2);
        return Math.round((this == RAW ? p * bits : bits) * UNIT);
    }

    /** The surprise of {@code tokens} tokens that add {@code sum}, in bits. */
    double bits(long sum, int tokens) {
        return (double) sum / UNIT / (this == MEAN ? tokens : 1);
    }

    /** Compares two segmentations by their sums and numbers of tokens. */
    int compare(long sum, int tokens, long otherSum, int otherTokens) {
        return this == MEAN ? Long.compare(sum * otherTokens, otherSum * tokens) : Long.compare(sum, otherSum);
    }
}
