package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * The rows of a batch, end to end in one array of positions with a mark before, between and after them. A merged token
 * stays where its first part began. The positions after that are negative, so that all tokens can be had by one look at
 * each position: the last one points back to the token's first (its complement), and the one after the first to where
 * the token ends, if these are two.
 *
 * <p><b>Thread safety:</b> none.
 */
final class SymbolRows {
    /** The symbol of the token that starts at a position. */
    int[] symbols = new int[0];

    /** How many positions there are. */
    int positions;

    /** How many tokens there are, without marks. */
    int length;

    /**
     * Takes the rows {@code ids[offsets[i], offsets[i + 1])}.
     *
     * @param mark the symbol between rows; ids are below it
     */
    void load(int[] ids, int[] offsets, int rows, int mark) {
        length = offsets[rows] - offsets[0];
        positions = Math.addExact(length, rows + 1);
        if (symbols.length < positions) {
            symbols = new int[(int) Math.min(Integer.MAX_VALUE - 8L, positions + (positions >> 2) + 1L)];
        }
        int at = 0;
        symbols[at++] = mark;
        for (int row = 0; row < rows; row++) {
            int size = offsets[row + 1] - offsets[row];
            check(ids, offsets[row], offsets[row + 1], mark);
            System.arraycopy(ids, offsets[row], symbols, at, size);
            at += size;
            symbols[at++] = mark;
        }
    }

    private static void check(int[] ids, int from, int to, int limit) {
        // A sum, not the first one: this loop becomes vector instructions.
        int wrong = 0;
        for (int i = from; i < to; i++) {
            wrong += (ids[i] | limit - 1 - ids[i]) >>> 31;
        }
        if (wrong > 0) {
            int bad = Arrays.stream(ids, from, to)
                    .filter(id -> id < 0 || id >= limit)
                    .findFirst()
                    .orElseThrow();
            throw new IllegalArgumentException("ids must be between 0 and " + (limit - 1) + ", got " + bad);
        }
    }

    /** Where the token after the one at {@code position} starts. */
    int end(int position) {
        int next = symbols[position + 1];
        return next >= 0 ? position + 1 : ~next == position ? position + 2 : ~next;
    }

    /** Where the token before the one at {@code position} starts. */
    int start(int position) {
        int last = symbols[position - 1];
        return last < 0 ? ~last : position - 1;
    }

    /** Makes the tokens at {@code at} and {@code right}, the latter of which ends at {@code end}, one. */
    void join(int at, int right, int end, int symbol) {
        symbols[at] = symbol;
        symbols[right] = ~at;
        symbols[at + 1] = ~end;
        symbols[end - 1] = ~at; // last: in a token of two positions this is the one after the first
        length--;
    }

    /** Moves the tokens together, so that each has one position. */
    void compact() {
        int[] moved = symbols;
        int to = 0;
        for (int at = 0; at < positions; at++) {
            int symbol = moved[at];
            moved[to] = symbol;
            to += 1 + (symbol >> 31);
        }
        positions = to;
    }

    /**
     * Makes ids of the rows, in place: they are {@code symbols[0, length)}, and there are no rows after that.
     *
     * @param mark the symbol between rows; those above it are new tokens, whose ids are one less
     * @param ends gets where each row ends, from element 1 on
     */
    void finish(int mark, int[] ends) {
        int[] moved = symbols;
        int row = 0;
        int to = 0;
        for (int at = 1; at < positions; at++) {
            int symbol = moved[at];
            if (symbol == mark) {
                ends[++row] = to;
                continue;
            }
            // No branch on what is inside a token: it would often be guessed wrong.
            moved[to] = symbol + (mark - symbol >> 31);
            to += 1 + (symbol >> 31);
        }
        positions = 0;
    }
}
