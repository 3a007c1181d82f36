package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.TokenSet;
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

    private TokenTraits() {}

    /** The traits of all tokens by id, and after them {@link #NEVER_MERGES} for a mark between rows. */
    static byte[] of(TokenSet tokens) {
        byte[] traits = new byte[tokens.size() + 1];
        Arrays.fill(traits, (byte) NEVER_MERGES);
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.contains(id) && !tokens.isSpecial(id)) {
                byte[] bytes = tokens.bytes(id);
                traits[id] = (byte) (bytes.length == 0 ? NEVER_MERGES : blanks(bytes) | signs(bytes));
            }
        }
        return traits;
    }

    /** The traits of a token that is not in the base vocabulary and consists of two that are adjacent. */
    static int joined(int left, int right) {
        boolean inside = ((left | right) & BLANK_INSIDE) != 0 || (right & STARTS_BLANK) != 0;
        return left & STARTS_BLANK | left & right & ALL_BLANK | (inside ? BLANK_INSIDE : 0);
    }

    /** Whether two tokens might merge for all that their traits say. */
    static boolean mayJoin(int left, int right) {
        if (((left | right) & NEVER_MERGES) != 0) {
            return false;
        }
        if (((left | right) & BLANK_INSIDE) == 0 && (right & STARTS_BLANK) == 0) {
            return true;
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
