package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;

/**
 * The expression of o200k, with {@code U} for {@code [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]}, {@code L} for {@code
 * [\p{Ll}\p{Lm}\p{Lo}\p{M}]}, {@code P} for {@code [^\r\n\p{L}\p{N}]} and {@code C} for {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)}: {@code P?U*L+C?|P?U+L*C?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 * Its kin, Mistral's Tekken, has no {@code C} and one number in a piece.
 */
public final class O200kSplitter implements Splitter {
    private static final int BOTH = 1 << CharClasses.CASELESS | 1 << CharClasses.MARK;
    private static final int UPPERS = 1 << CharClasses.UPPER | BOTH;
    private static final int LOWERS = 1 << CharClasses.LOWER | BOTH;

    private final CharClasses classes;
    private final int digits;
    private final boolean contractions;

    /** The expression of o200k, which takes {@code classes} for the classes of characters. */
    public O200kSplitter(CharClasses classes) {
        this(classes, 3, true);
    }

    /**
     * A member of the family.
     *
     * @param digits most numbers in a piece
     * @param contractions whether {@code C} is there
     */
    public O200kSplitter(CharClasses classes, int digits, boolean contractions) {
        this.classes = classes;
        this.digits = digits;
        this.contractions = contractions;
    }

    /** What it takes for a letter, a number and white space. */
    public CharClasses classes() {
        return classes;
    }

    /** Most numbers in a piece. */
    public int digits() {
        return digits;
    }

    /** Whether a contraction belongs to the word before it. */
    public boolean takesContractions() {
        return contractions;
    }

    @Override
    public BlockSplitter newBlockSplitter() {
        return new O200kBlockSplitter(this, classes, digits, contractions);
    }

    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return true;
    }

    @Override
    public int next(byte[] text, int from, int to) {
        int at = classes.at(text, from, to);
        int second = from + (at >>> CLASS_BITS);
        int word = word(text, from, second, at, to);
        if (word > from) {
            return contractions ? Runs.contractionIgnoringCase(text, word, to) : word;
        }
        if (Runs.in(Runs.NUMBERS, at)) {
            return Runs.end(classes, Runs.NUMBERS, text, second, to, digits - 1);
        }
        int start = text[from] == ' ' ? second : from;
        int end = Runs.end(classes, Runs.PUNCTUATION, text, start, to);
        if (end > start) {
            while (end < to && (text[end] == '\n' || text[end] == '\r' || text[end] == '/')) {
                end++;
            }
            return end;
        }
        return Runs.spacesAndLines(classes, text, from, to, false);
    }

    /** The end of {@code P?U*L+|P?U+L*}, or {@code from} if there is no match. */
    private int word(byte[] text, int from, int second, int at, int to) {
        if (!Runs.in(Runs.PREFIXES, at)) {
            return Runs.in(Runs.LETTERS, at) ? unprefixed(text, from, to) : from;
        }
        int end = lowerEnding(text, second, to);
        if (end > second) {
            return end;
        }
        // Without its role as a prefix, a mark is a word of its own before P?U+L* is tried.
        if (Runs.in(1 << CharClasses.MARK, at)) {
            return second;
        }
        end = Runs.end(classes, UPPERS, text, second, to);
        return end > second ? end : from;
    }

    private int unprefixed(byte[] text, int from, int to) {
        int end = lowerEnding(text, from, to);
        return end > from ? end : Runs.end(classes, UPPERS, text, from, to);
    }

    /** The end of {@code U*L+} at {@code i}, or {@code i} if there is no match. */
    private int lowerEnding(byte[] text, int i, int to) {
        int afterBoth = i;
        int end = i;
        while (end < to) {
            int at = classes.at(text, end, to);
            if (!Runs.in(UPPERS, at)) {
                if (Runs.in(LOWERS, at)) {
                    return Runs.end(classes, LOWERS, text, end, to);
                }
                break;
            }
            end += at >>> CLASS_BITS;
            if (Runs.in(BOTH, at)) {
                afterBoth = end;
            }
        }
        // No lower-case letter follows: U* gives back until a character that is in L as well.
        return afterBoth;
    }
}
