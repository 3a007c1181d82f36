package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;

/**
 * Matches groups of digits: from the right in whole numbers, from the left behind a decimal point, as their place values are
 * (Singh and Strouse, "Tokenization counts", arXiv 2402.14903). No expression of a {@code tokenizer.json} can tell the two
 * apart without a look behind a number of any length.
 *
 * <p><b>Thread safety:</b> none but {@link #forOneThread}: it remembers the number that it is in, so that a number of a
 * million digits is looked at once.
 */
public final class DigitGroupPattern implements Pattern {
    private final int group;

    /** Where the match before ended, and what is known of the rest of its number. */
    private int expected;

    private int digitsLeft;
    private boolean fraction;

    /** Groups of {@code group} digits. */
    public DigitGroupPattern(int group) {
        this.group = group;
    }

    @Override
    public Pattern forOneThread() {
        return new DigitGroupPattern(group);
    }

    @Override
    public long find(byte[] text, int from, int to, int at) {
        int start = at;
        if (at == from || at != expected || digitsLeft == 0) {
            start = number(text, from, to, at);
            if (start < 0) {
                return -1;
            }
        }
        int take = fraction || digitsLeft % group == 0 ? Math.min(group, digitsLeft) : digitsLeft % group;
        digitsLeft -= take;
        int end = start;
        for (int i = 0; i < take; i++) {
            end += CodePoints.length(CodePoints.at(text, end, to));
        }
        expected = end;
        return (long) start << 32 | end;
    }

    /** Where the next number starts, or -1; its digits are counted. */
    private int number(byte[] text, int from, int to, int at) {
        digitsLeft = 0;
        int start = -1;
        for (int i = at; i < to; ) {
            int c = CodePoints.at(text, i, to);
            if (RegexClasses.isNumber(c)) {
                start = start < 0 ? i : start;
                digitsLeft++;
            } else if (start >= 0) {
                break;
            }
            i += CodePoints.length(c);
        }
        fraction = start >= from + 2
                && text[start - 1] == '.'
                && RegexClasses.isNumber(CodePoints.before(text, from, start - 1));
        return start;
    }
}
