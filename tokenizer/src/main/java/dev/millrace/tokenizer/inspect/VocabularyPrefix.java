package dev.millrace.tokenizer.inspect;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whether one vocabulary is an exact prefix of another, as those of a nested family are: a model that has learnt the
 * smaller one can go on with the larger one, because every id it knows means the same there.
 */
public final class VocabularyPrefix {
    private VocabularyPrefix() {}

    /**
     * The first difference that keeps {@code shorter} from being a prefix of {@code longer}, as a sentence; null if there
     * is none. It is a prefix if each of its ids stands for the same bytes there, is special or not there as here, and its
     * merges are the first ones there, in the same order. Templates, normalizers and pre-tokenizers are not compared.
     *
     * @throws IllegalArgumentException if the tokens of one of them are not bytes
     */
    public static @Nullable String firstDifference(Tokenizer shorter, Tokenizer longer) {
        TokenSet few = tokens(shorter);
        TokenSet many = tokens(longer);
        if (few.size() > many.size()) {
            return shorter.name() + " has ids up to " + (few.size() - 1) + ", but " + longer.name() + " only up to "
                    + (many.size() - 1);
        }
        for (int id = 0; id < few.size(); id++) {
            String here = token(few, id);
            String there = token(many, id);
            if (!here.equals(there)) {
                return "id " + id + " is " + here + " in " + shorter.name() + ", but " + there + " in " + longer.name();
            }
        }
        return firstMerge(shorter, few.merges(), longer, many.merges());
    }

    private static @Nullable String firstMerge(Tokenizer shorter, long[] few, Tokenizer longer, long[] many) {
        int at = Arrays.mismatch(few, many);
        if (at < 0 || at == few.length) {
            return null;
        }
        return "merge " + at + " is " + merge(few, at) + " in " + shorter.name() + ", but " + merge(many, at) + " in "
                + longer.name();
    }

    private static String merge(long[] merges, int at) {
        return at >= merges.length ? "none" : (merges[at] >>> 32) + " with " + (int) merges[at];
    }

    private static String token(TokenSet tokens, int id) {
        if (!tokens.contains(id)) {
            return "no token";
        }
        return (tokens.isSpecial(id) ? "special " : "") + HexFormat.of().formatHex(tokens.bytes(id));
    }

    private static TokenSet tokens(Tokenizer tokenizer) {
        TokenSet tokens = tokenizer.tokens();
        if (tokens == null) {
            throw new IllegalArgumentException("a vocabulary must have tokens that are bytes to be compared, but "
                    + tokenizer.name() + " has not");
        }
        return tokens;
    }
}
