package dev.millrace.tokenizer.train;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;

/**
 * Cuts numbers into groups of digits from the right, so that groups stand for thousands: 1234567 becomes 1, 234, 567
 * (Singh and Strouse, "Tokenization counts", arXiv 2402.14903). Linear in the length of a number.
 */
final class DigitGroups implements PieceCutter {
    private final int group;
    private final boolean fractionsFromLeft;

    /** {@code fractionsFromLeft}: digits after a decimal point are grouped from the left, as their place values are. */
    DigitGroups(int group, boolean fractionsFromLeft) {
        if (group < 1 || group > 9) {
            throw new IllegalArgumentException("a group must have 1 to 9 digits, got " + group);
        }
        this.group = group;
        this.fractionsFromLeft = fractionsFromLeft;
    }

    /** The same as an expression whose matches are pieces; fractions are not told apart. */
    static String pattern(int group) {
        return "\\p{N}{1," + group + "}(?=(?:\\p{N}{" + group + "})*(?!\\p{N}))";
    }

    @Override
    public void cut(long document, byte[] text, int from, int to, Sink sink) {
        int at = from; // end of what was handed out
        for (int i = from; i < to; ) {
            int end = i;
            int digits = 0;
            while (end < to && RegexClasses.isNumber(CodePoints.at(text, end, to))) {
                end += CodePoints.length(CodePoints.at(text, end, to));
                digits++;
            }
            if (digits == 0) {
                i += CodePoints.length(CodePoints.at(text, i, to));
                continue;
            }
            if (i > at) {
                sink.piece(text, at, i);
            }
            groups(text, i, end, digits, fractionsFromLeft && isFraction(text, from, i), sink);
            at = end;
            i = end;
        }
        if (at < to) {
            sink.piece(text, at, to);
        }
    }

    private void groups(byte[] text, int from, int to, int digits, boolean fromLeft, Sink sink) {
        int first = fromLeft || digits % group == 0 ? group : digits % group;
        int start = from;
        int inGroup = 0;
        int room = first;
        for (int i = from; i < to; ) {
            i += CodePoints.length(CodePoints.at(text, i, to));
            if (++inGroup == room || i == to) {
                sink.piece(text, start, i);
                start = i;
                inGroup = 0;
                room = group;
            }
        }
    }

    /** Whether the number that starts at {@code at} stands behind a decimal point that stands behind a digit. */
    private static boolean isFraction(byte[] text, int from, int at) {
        if (at - 2 < from || text[at - 1] != '.') {
            return false;
        }
        int before = CodePoints.before(text, from, at - 1);
        return RegexClasses.isNumber(before);
    }
}
