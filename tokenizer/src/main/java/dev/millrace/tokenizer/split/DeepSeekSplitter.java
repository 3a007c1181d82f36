package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_MASK;

/**
 * The three expressions of DeepSeek V3, each of which cuts the pieces of the one before: {@code \p{N}{1,3}}, then {@code
 * [一-龥぀-ゟ゠-ヿ]+}, then, with {@code A} for ASCII punctuation,
 * {@code A[A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}. What none of
 * them matches is a piece as well.
 *
 * <p>The first two cut the text into stretches: three numbers, a run of ideographs and kana, or what lies between. A
 * number or the first character of another stretch therefore is the end of the text to the third expression.
 */
final class DeepSeekSplitter implements Splitter {
    private static final int NUMBERS = 1 << CharClasses.NUMBER;
    /** What the stretch between numbers and ideographs is made of, and the kinds of characters in it. */
    private static final int LETTERS =
            1 << CharClasses.UPPER | 1 << CharClasses.LOWER | 1 << CharClasses.CASELESS | 1 << CharClasses.MARK;

    private static final int PUNCTUATION = 1 << CharClasses.PUNCTUATION;
    private static final int OTHERS = 1 << CharClasses.OTHER;
    private static final int SPACES = Runs.SPACES;
    private static final int STRETCH = LETTERS | PUNCTUATION | OTHERS | SPACES;
    /** The same for ideographs and kana. */
    private static final int CJK_LETTERS = 1 << CharClasses.CJK_LETTER | 1 << CharClasses.CJK_MARK;

    private static final int CJK_PUNCTUATION = 1 << CharClasses.CJK_PUNCTUATION;
    private static final int CJK_OTHERS = 1 << CharClasses.CJK_OTHER;
    private final CharClasses classes = CharClasses.deepSeek();

    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return true;
    }

    @Override
    public int next(byte[] text, int from, int to) {
        int at = classes.at(text, from, to);
        int second = from + (at >>> CLASS_BITS);
        if (Runs.in(NUMBERS, at)) {
            return Runs.end(classes, NUMBERS, text, second, to, 2);
        }
        return Runs.in(STRETCH, at)
                ? between(text, from, second, at, to)
                : part(text, second, at, to, CJK_LETTERS, CJK_PUNCTUATION, CJK_OTHERS);
    }

    private int between(byte[] text, int from, int second, int at, int to) {
        if (text[from] == ' ') {
            int end = Runs.end(classes, PUNCTUATION, text, second, to);
            if (end > second) {
                return afterLines(text, end, to);
            }
        }
        if (Runs.in(SPACES, at)) {
            int end = (at & CLASS_MASK) == CharClasses.SPACE ? Runs.end(classes, LETTERS, text, second, to) : second;
            return end > second ? end : spaces(text, from, to);
        }
        if (Runs.in(PUNCTUATION, at)) {
            int end = text[from] >= 0 ? asciiLetters(text, second, to) : second;
            if (end > second) {
                return end;
            }
            return afterLines(text, Runs.end(classes, PUNCTUATION, text, second, to), to);
        }
        return part(text, second, at, to, LETTERS, PUNCTUATION, OTHERS);
    }

    /** The piece that starts with a letter, a mark, punctuation or what is none of them. */
    private int part(byte[] text, int second, int at, int to, int letters, int punctuation, int others) {
        if (Runs.in(punctuation, at)) {
            return Runs.end(classes, punctuation, text, second, to);
        }
        int end = Runs.end(classes, letters, text, second, to);
        if (end > second || !Runs.in(others, at)) {
            return end;
        }
        return unmatched(text, second, to, letters, others);
    }

    /** The end of a run that no expression matches: its last character may be the prefix of letters. */
    private int unmatched(byte[] text, int second, int to, int letters, int others) {
        int last = second;
        int i = second;
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!Runs.in(others, at)) {
                return i > second && Runs.in(letters, at) ? last : i;
            }
            last = i;
            i += at >>> CLASS_BITS;
        }
        return to;
    }

    /** {@code \s*[\r\n]+|\s+(?!\S)|\s+}, where the stretch ends before anything that is not of it. */
    private int spaces(byte[] text, int from, int to) {
        int last = from;
        int afterLine = -1;
        int i = from;
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!Runs.in(SPACES, at)) {
                return afterLine >= 0 ? afterLine : last > from && Runs.in(STRETCH, at) ? last : i;
            }
            last = i;
            i += at >>> CLASS_BITS;
            afterLine = (at & CLASS_MASK) == CharClasses.NEWLINE ? i : afterLine;
        }
        return afterLine >= 0 ? afterLine : to;
    }

    private static int afterLines(byte[] text, int i, int to) {
        while (i < to && (text[i] == '\n' || text[i] == '\r')) {
            i++;
        }
        return i;
    }

    private static int asciiLetters(byte[] text, int i, int to) {
        while (i < to && (text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z') {
            i++;
        }
        return i;
    }
}
