package dev.millrace.gpu;

import dev.millrace.tokenizer.split.CharClasses;

/**
 * Between which two neighbours a word of a pre-tokenizer ends whatever is around them. Where that is so, a thread can begin
 * to match without knowing what came before. The tables are checked by enumeration against the CPU's splitters, in the
 * tests: no text may have a certain place inside a word.
 *
 * <p>The classes are those of {@link CharClasses}, in which some characters that expressions name have one of their own.
 */
final class CertainBoundaries {
    /** {@code '} and {@code /}, which are {@link CharClasses#OTHER} elsewhere. */
    static final int APOSTROPHE = 8;

    static final int SLASH = 9;
    /** U+0020, else {@link CharClasses#SPACE}. */
    static final int BLANK = 10;
    /** {@code l}, {@code r} and {@code v}, else {@link CharClasses#LOWER}. */
    static final int LOWER_LRV = 11;
    /** {@code L} and {@code E}, else {@link CharClasses#UPPER}: after {@code 'l}, {@code 'r} and {@code 'v} one may follow. */
    static final int UPPER_LE = 12;

    /** Number of classes. */
    static final int CLASSES = 13;

    private static final int NEWLINE = bit(CharClasses.NEWLINE);
    private static final int TAB = bit(CharClasses.SPACE);
    private static final int SPACES = bit(BLANK) | TAB;
    private static final int NUMBER = bit(CharClasses.NUMBER);
    private static final int UPPER = bit(CharClasses.UPPER) | bit(UPPER_LE);
    private static final int LOWER = bit(CharClasses.LOWER) | bit(LOWER_LRV);
    private static final int LETTER = UPPER | LOWER | bit(CharClasses.CASELESS);
    private static final int MARK = bit(CharClasses.MARK);
    /** {@code [^\s\p{L}\p{N}\p{M}]}. */
    private static final int SIGN = bit(CharClasses.OTHER) | bit(APOSTROPHE) | bit(SLASH);

    private static final int PUNCTUATION = SIGN | MARK;
    private static final int ALL = (1 << CLASSES) - 1;

    private CertainBoundaries() {}

    private static int bit(int group) {
        return 1 << group;
    }

    /** The class of a code point that has class {@code plain} in {@link CharClasses}. */
    static int classOf(int codePoint, int plain) {
        return switch (codePoint) {
            case '\'' -> APOSTROPHE;
            case '/' -> SLASH;
            case ' ' -> BLANK;
            case 'l', 'r', 'v' -> LOWER_LRV;
            case 'L', 'E' -> UPPER_LE;
            default -> plain;
        };
    }

    /**
     * One word for each class: the set of classes, one bit each, before which a boundary is certain after it.
     *
     * @param digits most numbers in a word
     */
    static int[] table(SplitKind kind, int digits) {
        int[] table = new int[16];
        for (int before = 0; before < CLASSES; before++) {
            table[before] = switch (kind) {
                case GPT2 -> gpt2(bit(before));
                case CL100K -> cl100k(bit(before)) | (digits == 1 ? bit(before) & NUMBER : 0);
                case O200K -> o200k(bit(before)) | (digits == 1 ? bit(before) & NUMBER : 0);
                case NONE -> 0;
            };
        }
        return table;
    }

    private static boolean in(int set, int before) {
        return (set & before) != 0;
    }

    private static int gpt2(int before) {
        if (in(LETTER, before)) {
            return ALL & ~LETTER;
        }
        if (in(NUMBER, before)) {
            return ALL & ~NUMBER;
        }
        if (in(PUNCTUATION, before)) {
            return SPACES | NEWLINE | NUMBER | (before == bit(APOSTROPHE) ? 0 : LETTER);
        }
        return before == bit(BLANK) ? 0 : LETTER | NUMBER | PUNCTUATION;
    }

    private static int cl100k(int before) {
        if (in(LETTER, before)) {
            return ALL & ~LETTER;
        }
        if (in(NUMBER, before)) {
            return ALL & ~NUMBER;
        }
        if (in(PUNCTUATION, before)) {
            return SPACES | NUMBER;
        }
        if (before == NEWLINE) {
            return LETTER | NUMBER | PUNCTUATION;
        }
        return NUMBER | (before == TAB ? PUNCTUATION : 0);
    }

    private static int o200k(int before) {
        if (in(LETTER, before)) {
            int upper = in(LOWER, before) ? before == bit(LOWER_LRV) ? UPPER & ~bit(UPPER_LE) : UPPER : 0;
            return upper | SPACES | NEWLINE | NUMBER | SIGN & ~bit(APOSTROPHE);
        }
        if (in(NUMBER, before)) {
            return ALL & ~NUMBER;
        }
        if (in(PUNCTUATION, before)) {
            return SPACES | NUMBER;
        }
        if (before == NEWLINE) {
            return LETTER | NUMBER | MARK | SIGN & ~bit(SLASH);
        }
        return NUMBER | (before == TAB ? SIGN : 0);
    }
}
