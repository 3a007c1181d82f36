package dev.millrace.tokenizer.unicode;

/**
 * Extended grapheme clusters (Unicode Standard Annex 29) as the reference library's {@code Precompiled} normalizer sees
 * them: with its table, and only as far as that normalizer can tell, which looks at clusters of less than six bytes.
 * Regional indicators are in no class here: each of them has four bytes already.
 *
 * <p><b>Thread safety:</b> stateless.
 */
public final class GraphemeClusters {
    static final byte OTHER = 0;
    static final byte CONTROL = 1;
    /** Joins what is before it; also within a conjunct and before a joiner. */
    static final byte EXTEND = 2;
    /** The same, and joins two consonants. */
    static final byte LINKER = 3;
    /** The same as {@link #EXTEND}, but ends a conjunct. */
    static final byte EXTEND_ALONE = 4;

    static final byte JOINER = 5;
    static final byte SPACING_MARK = 6;
    static final byte PREPEND = 7;
    static final byte PICTOGRAPH = 8;
    static final byte CONSONANT = 9;
    static final byte LEADING_JAMO = 10;
    static final byte VOWEL_JAMO = 11;
    static final byte TRAILING_JAMO = 12;
    static final byte SYLLABLE = 13;
    static final byte CLOSED_SYLLABLE = 14;

    private static final CodePointTable CLASSES = CodePointTable.load("grapheme-classes.bin");

    private GraphemeClusters() {}

    /** Where the cluster that starts at {@code text[from]} ends; the text ends at {@code to > from}. */
    public static int end(byte[] text, int from, int to) {
        int c = CodePoints.at(text, from, to);
        int last = CLASSES.get(c);
        int i = from + CodePoints.length(c);
        if (last == CONTROL) {
            return c == '\r' && i < to && text[i] == '\n' ? i + 1 : i;
        }
        boolean picture = last == PICTOGRAPH;
        boolean consonant = last == CONSONANT;
        boolean linked = false;
        while (i < to) {
            c = CodePoints.at(text, i, to);
            int next = CLASSES.get(c);
            boolean joinsPicture = picture && last == JOINER && next == PICTOGRAPH;
            boolean joinsConsonant = linked && next == CONSONANT;
            if (!joinsPicture && !joinsConsonant && !joins(last, next)) {
                return i;
            }
            picture = next == PICTOGRAPH || picture && last != JOINER && (isExtend(next) || next == JOINER);
            linked = consonant && (next == LINKER || linked && (next == EXTEND || next == JOINER));
            consonant = next == CONSONANT || consonant && (next == EXTEND || next == LINKER || next == JOINER);
            last = next;
            i += CodePoints.length(c);
        }
        return to;
    }

    private static boolean joins(int last, int next) {
        if (isExtend(next) || next == JOINER || next == SPACING_MARK) {
            return true;
        }
        return switch (last) {
            case PREPEND -> next != CONTROL;
            case LEADING_JAMO ->
                next == LEADING_JAMO || next == VOWEL_JAMO || next == SYLLABLE || next == CLOSED_SYLLABLE;
            case VOWEL_JAMO, SYLLABLE -> next == VOWEL_JAMO || next == TRAILING_JAMO;
            case TRAILING_JAMO, CLOSED_SYLLABLE -> next == TRAILING_JAMO;
            default -> false;
        };
    }

    private static boolean isExtend(int class_) {
        return class_ == EXTEND || class_ == LINKER || class_ == EXTEND_ALONE;
    }
}
