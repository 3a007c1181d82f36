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

    /** Whether two tokens might merge for all that their traits say. */
    static boolean mayJoin(int left, int right) {
        if (((left | right) & NEVER_MERGES) != 0) {
            return false;
        }
        if (((left | right) & BLANK_INSIDE) == 0 && (right & STARTS_BLANK) == 0) {
            int last = left >> LAST & 3;
            int first = right >> FIRST & 3;
            return last == first || last == 0 || first == 0;
        }
        return (left & right & ALL_BLANK) != 0 && (left & right & LINE_FEED) == 0;
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
