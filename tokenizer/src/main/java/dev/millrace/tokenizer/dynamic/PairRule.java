package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;

/**
 * Which neighbours of a batch may merge, for backends that count pairs elsewhere. What a token alone says is in its
 * <i>traits</i>, a number that means nothing outside; pairs that these do not rule out are decided by their bytes.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class PairRule {
    private final short[] traits;
    private final BoundaryRule rule;

    /** The rule for batches of {@code tokens}. */
    public PairRule(TokenSet tokens, BoundaryMode mode) {
        traits = TokenTraits.of(tokens, mode == BoundaryMode.PRETOKENS);
        rule = new BoundaryRule(mode);
    }

    /** The traits of a token of the base vocabulary; those of its size are of a mark between rows, which never merges. */
    public int traits(int id) {
        return traits[id];
    }

    /** The traits of a token that is not in the base vocabulary and consists of two. */
    public int joined(int left, int right) {
        return TokenTraits.joined(left, right);
    }

    /**
     * What traits forbid as 16 bits: tokens may merge only if the left one's mask and the upper byte of the right one's
     * have no bit in common.
     */
    public short mask(int traits) {
        return TokenTraits.mask(traits);
    }

    /** Whether tokens whose masks allow it may merge, for all that the bytes of both say. */
    public boolean allows(int leftTraits, int rightTraits, byte[] joined) {
        return rule.allows(leftTraits, rightTraits, joined);
    }
}
