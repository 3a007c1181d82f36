package dev.millrace.tokenizer.train;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tokens that get the ids after those that were learnt: found in text, once it is normalized, before it is cut. So are
 * the custom tokens of KL3M, and the runs of white space that fill its vocabularies up to a power of two.
 *
 * @param tokens what is appended unless it has been learnt; single characters are left out
 * @param powerOfTwo whether runs of spaces and line feeds follow until the vocabulary has a power of two of tokens
 */
public record Appended(List<String> tokens, boolean powerOfTwo) {
    /** Most runs of white space: the longest has half as many characters. */
    static final int MOST_RUNS = 2048;

    /** Nothing. */
    public static final Appended NOTHING = new Appended(List.of(), false);

    /** Sorts the tokens. */
    public Appended {
        TreeSet<String> sorted = new TreeSet<>(tokens);
        sorted.removeIf(token -> token.codePointCount(0, token.length()) < 2);
        tokens = List.copyOf(sorted);
    }

    /** How many tokens a vocabulary of {@code size} lacks of a power of two. */
    static int lacking(int size) {
        return Integer.bitCount(size) == 1 ? 0 : (Integer.highestOneBit(size) << 1) - size;
    }

    /** What comes after {@code learnt}, the tokens as a {@code tokenizer.json} spells them. */
    List<String> after(Set<String> learnt) {
        Set<String> all = new LinkedHashSet<>(tokens);
        all.removeAll(learnt);
        int size = learnt.size() + all.size();
        int goal = all.size() + (powerOfTwo ? lacking(size) : 0);
        for (int length = 2; all.size() < goal; length++) {
            for (String unit : List.of(" ", "\n")) {
                String run = unit.repeat(length);
                if (all.size() < goal && !learnt.contains(run)) {
                    all.add(run);
                }
            }
        }
        return List.copyOf(all);
    }
}
