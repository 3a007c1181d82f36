package dev.millrace.tokenizer.dynamic;

import dev.millrace.tokenizer.pipeline.Utf8;
import dev.millrace.tokenizer.regex.Regex;
import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;

/**
 * Whether two tokens may become one. What can be told from single tokens is in {@link TokenTraits} and asked first; this
 * looks at the bytes of both together, once per pair.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class BoundaryRule {
    /** GPT-2's expression with combining marks among the letters, as the reference implementation has it. */
    private static final Regex PIECE = Regex.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?[\\p{L}\\p{M}]+| ?\\p{N}+|" + " ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

    private final BoundaryMode mode;

    BoundaryRule(BoundaryMode mode) {
        this.mode = mode;
    }

    /** Whether tokens with these traits, whose bytes together are {@code joined}, may merge. */
    boolean allows(int leftTraits, int rightTraits, byte[] joined) {
        if (mode == BoundaryMode.SENTENCE || Utf8.firstMalformed(joined, 0, joined.length) >= 0) {
            return true; // Parts of a character may always join: they are no text yet.
        }
        return switch (mode) {
            case PRETOKENS -> PIECE.find(joined, 0, joined.length, 0) == joined.length;
            case WORD -> isWord(joined);
            case WORD_HYPHEN -> isWord(joined) && punctuationMayFollow(leftTraits, rightTraits);
            case SENTENCE -> true;
        };
    }

    private static boolean punctuationMayFollow(int left, int right) {
        boolean punctuationComes = (left & TokenTraits.PUNCTUATION) == 0 && (right & TokenTraits.PUNCTUATION) != 0;
        return !punctuationComes || (right & TokenTraits.HYPHEN) != 0;
    }

    /** Whether there is exactly one stretch without white space. */
    private static boolean isWord(byte[] text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length; ) {
            int c = CodePoints.at(text, i, text.length);
            boolean space = RegexClasses.isWhiteSpace(c);
            words += !space && !inWord ? 1 : 0;
            inWord = !space;
            i += CodePoints.length(c);
        }
        return words == 1;
    }
}
