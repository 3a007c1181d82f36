package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_MASK;

/**
 * The four stages of Falcon: {@code Punctuation}, contiguous; {@code ByteLevel} with the expression of {@link
 * Gpt2Splitter}; {@code Digits}, contiguous; {@code Split} at {@code [0-9][0-9][0-9]}.
 *
 * <p>The last two see bytes as characters of GPT-2's alphabet. There the bytes B2, B3, B9, BC, BD and BE are the
 * characters ² ³ ¹ ¼ ½ ¾, which are digits too, so that pieces end before and after them in the midst of characters. For
 * a piece that starts there, the character is found by looking back.
 */
final class FalconSplitter implements Splitter {
    private static final int PUNCTUATION = 1 << CharClasses.PUNCTUATION;

    private final CharClasses classes = CharClasses.punctuation();

    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return true;
    }

    @Override
    public int next(byte[] text, int from, int to) {
        return next(text, from, from, to);
    }

    @Override
    public int next(byte[] text, int start, int from, int to) {
        int at = classes.at(text, from, to);
        int second = from + (at >>> CLASS_BITS);
        if (text[from] == ' ' && second < to) {
            int after = classes.at(text, second, to);
            if (!Runs.in(Runs.SPACES | PUNCTUATION, after)) {
                return isDigit(text[second]) ? second : withoutDigits(text, second, to, run(after));
            }
        }
        if (Runs.in(Runs.SPACES, at)) {
            return Runs.spaces(classes, PUNCTUATION, text, from, to);
        }
        if (isTrail(text[from])) {
            for (int lead = from - 1; lead >= start && lead > from - 4; lead--) {
                int cut = classes.at(text, lead, to);
                if (lead + (cut >>> CLASS_BITS) > from) {
                    at = cut;
                    second = lead + (cut >>> CLASS_BITS);
                    break;
                }
            }
        }
        return isDigit(text[from])
                ? digits(text, from, second, to, run(at))
                : withinDigits(text, from, second, to, run(at));
    }

    /** The classes that go on where a character of the class in {@code at} is. */
    private static int run(int at) {
        if ((at & CLASS_MASK) == CharClasses.PUNCTUATION) {
            return PUNCTUATION;
        }
        return Runs.in(Runs.LETTERS, at) ? Runs.LETTERS : Runs.in(Runs.NUMBERS, at) ? Runs.NUMBERS : Runs.PUNCTUATION;
    }

    /** The digits at {@code from}; the first one is in a character that ends at {@code second}. */
    private static int digits(byte[] text, int from, int second, int to, int run) {
        int i = from;
        if (text[from] < 0) {
            while (i < second && isDigit(text[i])) {
                i++;
            }
            if (i < second || run != Runs.NUMBERS) {
                // Bytes that are no part of a character are of one run with what is neither letter nor number.
                while (i >= second && i < to && run == Runs.PUNCTUATION && text[i] < 0 && isDigit(text[i])) {
                    i++;
                }
                return i;
            }
        }
        int end = i;
        while (end < to && end < i + 3 && text[end] >= '0' && text[end] <= '9') {
            end++;
        }
        // Three digits are cut off; fewer stay with the bytes before them.
        return i > from && end == i + 3 ? i : end;
    }

    /** The run that goes on with the character that ends at {@code second}, up to the first digit. */
    private int withinDigits(byte[] text, int from, int second, int to, int run) {
        for (int i = from; i < second; i++) {
            if (isDigit(text[i])) {
                return i;
            }
        }
        return withoutDigits(text, second, to, run);
    }

    private int withoutDigits(byte[] text, int i, int to, int run) {
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!Runs.in(run, at)) {
                break;
            }
            int end = i + (at >>> CLASS_BITS);
            do {
                if (isDigit(text[i])) {
                    return i;
                }
            } while (++i < end);
        }
        return i;
    }

    private static boolean isTrail(byte b) {
        return b < (byte) 0xC0;
    }

    private static boolean isDigit(byte b) {
        return b >= 0
                ? b >= '0' && b <= '9'
                : b >= (byte) 0xB0 && b < (byte) 0xC0 && (0x720C >>> b - (byte) 0xB0 & 1) != 0;
    }
}
