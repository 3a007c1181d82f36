package dev.millrace.tokenizer.unicode;

/**
 * The classes of Unicode 16.0, as the regular expressions of both reference libraries know them: those of a {@code
 * tokenizer.json} (Oniguruma) and those of tiktoken (Rust {@code regex}). Measured over every code point, the two agree
 * on every general category, {@code \s}, {@code \d}, {@code \p{Alphabetic}} and {@code \p{Han}}; they differ in {@code
 * \w} alone.
 *
 * <p>{@link #of} gives one byte with all there is to know: the general category in the low five bits, and three flags.
 * A set of categories is an {@code int} with one bit each, so that a test is a shift, which ignores the flags above bit
 * 4 by itself: {@code (LETTER >>> of(cp) & 1) != 0}.
 *
 * <p>Arguments are code points, or ill-formed bytes as {@link CodePoints} reads them, which are in no class; others throw
 * {@link ArrayIndexOutOfBoundsException}.
 *
 * <p><b>Thread safety:</b> stateless.
 */
public final class RegexClasses {
    /** The General_Category values: number in the low five bits of {@link #of}. */
    public static final int LU = 0, LL = 1, LT = 2, LM = 3, LO = 4;
    /** Marks: nonspacing, spacing combining, enclosing. */
    public static final int MN = 5, MC = 6, ME = 7;
    /** Numbers: decimal digit, letter, other. */
    public static final int ND = 8, NL = 9, NO = 10;
    /** Punctuation: connector, dash, open, close, initial quote, final quote, other. */
    public static final int PC = 11, PD = 12, PS = 13, PE = 14, PI = 15, PF = 16, PO = 17;
    /** Symbols: math, currency, modifier, other. */
    public static final int SM = 18, SC = 19, SK = 20, SO = 21;
    /** Separators: space, line, paragraph. */
    public static final int ZS = 22, ZL = 23, ZP = 24;
    /** Others: control, format, surrogate, private use, unassigned. */
    public static final int CC = 25, CF = 26, CS = 27, CO = 28, CN = 29;

    /** Flag in {@link #of}: {@code \s}, the 25 code points of White_Space. */
    public static final int WHITE_SPACE = 0x20;
    /** Flag in {@link #of}: {@code \p{Alphabetic}}. */
    public static final int ALPHABETIC = 0x40;
    /** Flag in {@link #of}: {@code \p{Han}}. */
    public static final int HAN = 0x80;

    /** Category set {@code \p{L}}. */
    public static final int LETTER = 1 << LU | 1 << LL | 1 << LT | 1 << LM | 1 << LO;
    /** Category set {@code \p{M}}. */
    public static final int MARK = 1 << MN | 1 << MC | 1 << ME;
    /** Category set {@code \p{N}}. */
    public static final int NUMBER = 1 << ND | 1 << NL | 1 << NO;
    /** Category set {@code \p{P}}. */
    public static final int PUNCTUATION = 1 << PC | 1 << PD | 1 << PS | 1 << PE | 1 << PI | 1 << PF | 1 << PO;
    /** Category set {@code \p{S}}. */
    public static final int SYMBOL = 1 << SM | 1 << SC | 1 << SK | 1 << SO;
    /** Category set {@code \p{Z}}. */
    public static final int SEPARATOR = 1 << ZS | 1 << ZL | 1 << ZP;
    /** Category set {@code \p{C}}. */
    public static final int OTHER = 1 << CC | 1 << CF | 1 << CS | 1 << CO | 1 << CN;

    private static final int WORD = MARK | 1 << ND | 1 << PC;
    private static final char[] INDEX;
    private static final byte[] VALUES;

    static {
        CodePointTable table = CodePointTable.load("regex-classes.bin");
        INDEX = table.index;
        VALUES = table.values;
    }

    private RegexClasses() {}

    /** Category number (bits 0 to 4) and flags (bits 5 to 7) of a code point, as an unsigned byte. */
    public static int of(int codePoint) {
        return VALUES[
                        INDEX[codePoint >>> CodePointTable.SHIFT] << CodePointTable.SHIFT
                                | codePoint & CodePointTable.MASK]
                & 0xff;
    }

    /** The number of the general category, {@link #LU} to {@link #CN}. */
    public static int category(int codePoint) {
        return of(codePoint) & 31;
    }

    /** Whether the category of the code point is in a set such as {@link #LETTER}. */
    public static boolean isIn(int categories, int codePoint) {
        return (categories >>> of(codePoint) & 1) != 0;
    }

    /** {@code \p{L}}. */
    public static boolean isLetter(int codePoint) {
        return isIn(LETTER, codePoint);
    }

    /** {@code \p{N}}. */
    public static boolean isNumber(int codePoint) {
        return isIn(NUMBER, codePoint);
    }

    /** {@code \p{M}}. */
    public static boolean isMark(int codePoint) {
        return isIn(MARK, codePoint);
    }

    /** {@code \p{P}}. */
    public static boolean isPunctuation(int codePoint) {
        return isIn(PUNCTUATION, codePoint);
    }

    /** {@code \p{S}}. */
    public static boolean isSymbol(int codePoint) {
        return isIn(SYMBOL, codePoint);
    }

    /** {@code \s}. */
    public static boolean isWhiteSpace(int codePoint) {
        return (of(codePoint) & WHITE_SPACE) != 0;
    }

    /**
     * {@code \w} in a regular expression of a {@code tokenizer.json}: Alphabetic, marks, Nd, Pc and, from Oniguruma's
     * Latin-1 table, ² ³ ¹ ¼ ½ ¾.
     */
    public static boolean isOnigurumaWord(int codePoint) {
        if (codePoint >= 0xB2 && codePoint <= 0xBE && (0x1C83 >>> codePoint - 0xB2 & 1) != 0) {
            return true;
        }
        return isWord(codePoint);
    }

    /**
     * {@code \w} in Rust's {@code regex}, so in tiktoken, in the {@code Whitespace} pre-tokenizer and in {@code
     * single_word}: Alphabetic, marks, Nd, Pc and the two join controls U+200C and U+200D.
     */
    public static boolean isRustWord(int codePoint) {
        return codePoint >> 1 == 0x200C >> 1 || isWord(codePoint);
    }

    /** {@code [[:word:]]}: Alphabetic, marks, Nd and Pc. */
    public static boolean isWord(int codePoint) {
        int value = of(codePoint);
        return (value & ALPHABETIC) != 0 || (WORD >>> value & 1) != 0;
    }
}
