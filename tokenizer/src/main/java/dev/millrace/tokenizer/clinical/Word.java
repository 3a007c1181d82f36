package dev.millrace.tokenizer.clinical;

import org.jspecify.annotations.Nullable;

/** A word as the base and as the pool encode it; also its own link in the chains of a {@link WordCache}. */
final class Word {
    /** {@link #winner} of a word that stays as the base encodes it. */
    static final int BASE = -1;

    final byte[] text;
    final int hash;
    final int[] base;
    /** The ids with least surprise; the same array as {@link #base} if these are the base's. */
    final int[] pool;
    /** The index of the type whose these are, or {@link #BASE}. */
    final int winner;

    @Nullable
    Word sameSlot;

    /** The neighbours in the order of use; a word in no cache is its own. */
    Word older = this;

    Word newer = this;

    Word(byte[] text, int hash, int[] base, int[] pool, int winner) {
        this.text = text;
        this.hash = hash;
        this.base = base;
        this.pool = pool;
        this.winner = winner;
    }
}
