package dev.millrace.tokenizer.dynamic;

import java.util.Arrays;

/**
 * Occurrences of one symbol, in ascending order, and what stands beside each: enough to count all pairs with the symbol
 * by arrays that are indexed with the other one, without a hash table.
 *
 * <p>Where the symbol stands beside itself, the pair is counted once, as that of the left one with its right neighbour;
 * only if the left one is not in the list, the right one counts for both.
 *
 * <p><b>Thread safety:</b> none.
 */
final class Occurrences {
    /** What stands left where the pair is counted elsewhere: a mark between rows, with which nothing merges. */
    private final int mark;

    int size;
    int[] befores = new int[16];
    int[] places = new int[16];
    private int[] lefts = new int[16];
    private int[] rights = new int[16];

    /** Different symbols on the left, and on the right. */
    int[] leftSymbols = new int[16];

    int[] rightSymbols = new int[16];
    int leftSize;
    int rightSize;

    /** By symbol, how often it stands on the left, and on the right; later what the caller puts there. */
    int[] left = new int[0];

    int[] right = new int[0];

    Occurrences(int mark) {
        this.mark = mark;
    }

    /** Forgets all and makes room for {@code most}. */
    void clear(int most) {
        size = 0;
        if (befores.length < most) {
            int room = (int) Math.min(Integer.MAX_VALUE - 8L, most * 3L / 2);
            befores = new int[room];
            places = new int[room];
            lefts = new int[room];
            rights = new int[room];
        }
    }

    /** Adds an occurrence of {@code symbol} at {@code at}. */
    void add(int before, int leftSymbol, int at, int rightSymbol, int symbol) {
        befores[size] = before;
        places[size] = at;
        lefts[size] = leftSymbol;
        rights[size] = rightSymbol;
        if (size > 0 && places[size - 1] == before) {
            rights[size - 1] = symbol;
            lefts[size] = mark;
        }
        size++;
    }

    /** Lists all occurrences of {@code symbol}. */
    void scan(SymbolRows rows, int symbol) {
        clear(0);
        int[] symbols = rows.symbols;
        int last = rows.positions - 1;
        for (int at = 1; at < last; at++) {
            if (symbols[at] == symbol) {
                if (size == befores.length) {
                    grow();
                }
                int before = rows.start(at);
                add(before, symbols[before], at, symbols[rows.end(at)], symbol);
            }
        }
    }

    private void grow() {
        int room = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * size);
        befores = Arrays.copyOf(befores, room);
        places = Arrays.copyOf(places, room);
        lefts = Arrays.copyOf(lefts, room);
        rights = Arrays.copyOf(rights, room);
    }

    /** Counts what stands beside {@code symbol}; {@code symbols} is above all of them. */
    void tally(int symbol, int symbols) {
        if (left.length < symbols) {
            left = Arrays.copyOf(left, symbols + (symbols >> 3));
            right = Arrays.copyOf(right, left.length);
        }
        if (leftSymbols.length <= size) {
            leftSymbols = new int[befores.length + 1];
            rightSymbols = new int[befores.length + 2];
        }
        leftSize = 0;
        rightSize = 0;
        for (int i = 0; i < size; i++) {
            if (lefts[i] == symbol) {
                countRight(symbol);
            } else {
                int beside = lefts[i];
                leftSymbols[leftSize] = beside;
                leftSize += left[beside]++ - 1 >>> 31;
            }
            countRight(rights[i]);
        }
    }

    private void countRight(int beside) {
        rightSymbols[rightSize] = beside;
        rightSize += right[beside]++ - 1 >>> 31; // 1 if there was none: no branch, which would often be guessed wrong
    }

    /** Undoes {@link #tally}. */
    void reset() {
        for (int i = 0; i < leftSize; i++) {
            left[leftSymbols[i]] = 0;
        }
        for (int i = 0; i < rightSize; i++) {
            right[rightSymbols[i]] = 0;
        }
    }

    /** Appends the occurrences to the pairs that {@link #left} and {@link #right} name, if not 0. */
    void appendTo(TrackedPairs pairs, int symbol) {
        for (int i = 0; i < size; i++) {
            int pair = lefts[i] == symbol ? right[symbol] : left[lefts[i]];
            if (pair != 0) {
                pairs.append(pair, befores[i]);
            }
            pair = right[rights[i]];
            if (pair != 0) {
                pairs.append(pair, places[i]);
            }
        }
    }
}
