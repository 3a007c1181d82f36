package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.pipeline.Utf8;
import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.Arrays;

/**
 * What a token alone says about where it may merge, as bits: most pairs of a batch are ruled out by them, without a look
 * at their bytes.
 */
final class TokenTraits {
    /** Its first byte is a space, line feed or tab. */
    static final int STARTS_BLANK = 1;
    /** A byte after the first is one. */
    static final int BLANK_INSIDE = 2;
    /** Every byte is one. */
    static final int ALL_BLANK = 4;
    /** Special, empty or no token. */
    static final int NEVER_MERGES = 8;
    /** Of the base vocabulary, with ASCII punctuation and without digits. */
    static final int PUNCTUATION = 16;
    /** Exactly {@code -}. */
    static final int HYPHEN = 32;
    /** Exactly one line feed. */
    static final int LINE_FEED = 64;
    /** Its bytes are well-formed UTF-8, and so it is known what it begins and ends with. */
    static final int WELL_FORMED = 128;

    /** Two bits: what it begins with, and two more: what it ends with. 0 is white space, or not known. */
    private static final int FIRST = 8;

    private static final int LAST = 10;
    private static final int LETTER = 1;
    private static final int NUMBER = 2;
    private static final int SIGN = 3;

    private TokenTraits() {}

    /**
     * The traits of all tokens by id, and after them {@link #NEVER_MERGES} for a mark between rows.
     *
     * @param pieces whether letters, numbers and signs never merge with each other
     */
    static short[] of(TokenSet tokens, boolean pieces) {
        short[] traits = new short[tokens.size() + 1];
        Arrays.fill(traits, (short) NEVER_MERGES);
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.contains(id) && !tokens.isSpecial(id)) {
                byte[] bytes = tokens.bytes(id);
                int all = bytes.length == 0 ? NEVER_MERGES : blanks(bytes) | signs(bytes);
                traits[id] = (short) (pieces && bytes.length > 0 ? all | ends(bytes) : all);
            }
        }
        return traits;
    }

    /** The traits of a token that is not in the base vocabulary and consists of two that are adjacent. */
    static int joined(int left, int right) {
        boolean inside = ((left | right) & BLANK_INSIDE) != 0 || (right & STARTS_BLANK) != 0;
        int blanks = left & STARTS_BLANK | left & right & ALL_BLANK | (inside ? BLANK_INSIDE : 0);
        boolean known = (left & right & WELL_FORMED) != 0;
        return blanks | (known ? WELL_FORMED | left & 3 << FIRST | right & 3 << LAST : 0);
    }

    /**
     * What a token forbids, as bits: on its right in the lower byte, and what it must not have on its left in the upper
     * one. So that one look at two masks tells whether tokens might merge.
     */
    static short mask(int traits) {
        if ((traits & NEVER_MERGES) != 0) {
            return -1; // every mask has a bit in either byte
        }
        boolean inside = (traits & BLANK_INSIDE) != 0;
        boolean blank = (traits & ALL_BLANK) != 0;
        int lineFeed = (traits & LINE_FEED) != 0 ? 0x10 : 0;
        int last = traits >> LAST & 3;
        int first = traits >> FIRST & 3;
        // Bits 0 to 3: blanks after the first byte, unless there is nothing else. Bit 4: two line feeds. Bits 5 to 7:
        // letters, numbers and signs beside each other.
        int asLeft = 0x01 | (blank ? 0 : 0x02) | (inside ? blank ? 0x08 : 0x04 : 0) | lineFeed;
        int asRight = 0x04 | (blank ? 0x02 : 0x08) | lineFeed;
        asRight |= !blank && (inside || (traits & STARTS_BLANK) != 0) ? 0x01 : 0;
        asLeft |= last == 0 ? 0 : 0x10 << last;
        asRight |= first == 0 ? 0 : 0xE0 & ~(0x10 << first);
        return (short) (asRight << 8 | asLeft);
    }

    /** Whether two tokens with these masks might merge for all that their traits say. */
    static boolean mayJoin(int left, int right) {
        return (left & right >> 8 & 0xff) == 0;
    }

    /** {@link #mayJoin} as bits, all set if they might. */
    static int joinMask(int left, int right) {
        return (left & right >> 8 & 0xff) - 1 >> 31;
    }

    private static int blanks(byte[] bytes) {
        boolean inside = false;
        boolean all = isBlank(bytes[0]);
        for (int i = 1; i < bytes.length; i++) {
            inside |= isBlank(bytes[i]);
            all &= isBlank(bytes[i]);
        }
        return (isBlank(bytes[0]) ? STARTS_BLANK : 0) | (inside ? BLANK_INSIDE : 0) | (all ? ALL_BLANK : 0);
    }

    /** What well-formed bytes begin and end with. An apostrophe alone may begin a contraction: its end is not told. */
    private static int ends(byte[] bytes) {
        if (Utf8.firstMalformed(bytes, 0, bytes.length) >= 0) {
            return 0;
        }
        int first = kind(CodePoints.at(bytes, 0, bytes.length));
        int last = kind(CodePoints.before(bytes, 0, bytes.length));
        boolean apostrophe = bytes.length == 1 && bytes[0] == '\'';
        return WELL_FORMED | first << FIRST | (apostrophe ? 0 : last << LAST);
    }

    private static int kind(int codePoint) {
        if (RegexClasses.isLetter(codePoint) || RegexClasses.isMark(codePoint)) {
            return LETTER;
        }
        return RegexClasses.isNumber(codePoint) ? NUMBER : RegexClasses.isWhiteSpace(codePoint) ? 0 : SIGN;
    }

    private static int signs(byte[] bytes) {
        boolean punctuation = false;
        boolean digit = false;
        for (byte b : bytes) {
            digit |= b >= '0' && b <= '9';
            punctuation |= b > ' ' && b < 0x7F && !Character.isLetterOrDigit(b);
        }
        int single = bytes.length > 1 ? 0 : bytes[0] == '-' ? HYPHEN : bytes[0] == '\n' ? LINE_FEED : 0;
        return single | (punctuation && !digit ? PUNCTUATION : 0);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\t';
    }
}
