package dev.millrace.tokenizer.unicode;

/**
 * The classes that the stages of a {@code tokenizer.json} use outside regular expressions. They come from other, partly
 * much older tables than {@link RegexClasses}: {@link #isPunctuation} for instance is Unicode 8.0 plus the ASCII
 * symbols.
 *
 * <p>{@link #of} gives all of them as flags. White space of these stages is {@link RegexClasses#isWhiteSpace}.
 *
 * <p>Arguments are code points, or ill-formed bytes as {@link CodePoints} reads them, which are in no class; others throw
 * {@link ArrayIndexOutOfBoundsException}.
 *
 * <p><b>Thread safety:</b> stateless.
 */
public final class TextClasses {
    /** Flag: a number to the {@code Digits} pre-tokenizer. */
    public static final int NUMERIC = 1;
    /** Flag: punctuation to the {@code Punctuation} and {@code BertPreTokenizer} pre-tokenizers. */
    public static final int PUNCTUATION = 2;
    /** Flag: removed by {@code clean_text} of the {@code BertNormalizer}. */
    public static final int CONTROL = 4;
    /** Flag: made a space by {@code clean_text} of the {@code BertNormalizer}. */
    public static final int CLEANED_SPACE = 8;
    /** Flag: removed by {@code strip_accents} of the {@code BertNormalizer}, after decomposition. */
    public static final int NONSPACING_MARK = 16;
    /** Flag: removed by the {@code StripAccents} normalizer. */
    public static final int COMBINING_MARK = 32;
    /** Flag: set off by spaces by {@code handle_chinese_chars} of the {@code BertNormalizer}. */
    public static final int IDEOGRAPH = 64;

    private static final char[] INDEX;
    private static final byte[] VALUES;

    static {
        CodePointTable table = CodePointTable.load("text-classes.bin");
        INDEX = table.index;
        VALUES = table.values;
    }

    private TextClasses() {}

    /** All flags of a code point. */
    public static int of(int codePoint) {
        return VALUES[
                INDEX[codePoint >>> CodePointTable.SHIFT] << CodePointTable.SHIFT | codePoint & CodePointTable.MASK];
    }

    /** Whether the {@code Digits} pre-tokenizer takes it for a digit: any numeric character, not only decimals. */
    public static boolean isNumeric(int codePoint) {
        return (of(codePoint) & NUMERIC) != 0;
    }

    /** Whether {@code Punctuation} and {@code BertPreTokenizer} take it for punctuation; so are all ASCII symbols. */
    public static boolean isPunctuation(int codePoint) {
        return (of(codePoint) & PUNCTUATION) != 0;
    }
}
