package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_MASK;
import static dev.millrace.tokenizer.split.CharClasses.NEWLINE;
import static dev.millrace.tokenizer.split.CharClasses.SPACE;

/** Runs of characters of the same kind, the parts of which all the pre-tokenizers are made. */
final class Runs {
    /** Sets of classes have one bit per class. */
    static final int LETTERS = 1 << CharClasses.UPPER | 1 << CharClasses.LOWER | 1 << CharClasses.CASELESS;

    static final int NUMBERS = 1 << CharClasses.NUMBER;
    static final int SPACES = 1 << SPACE | 1 << NEWLINE;
    /** {@code [^\s\p{L}\p{N}]}. */
    static final int PUNCTUATION = 1 << CharClasses.OTHER | 1 << CharClasses.MARK;
    /** {@code [^\r\n\p{L}\p{N}]}. */
    static final int PREFIXES = PUNCTUATION | 1 << SPACE;

    private Runs() {}

    static boolean in(int set, int at) {
        return (set >>> (at & CLASS_MASK) & 1) != 0;
    }

    /** Where the next character starts; after ASCII, the loop over a run need not wait for the class to know. */
    private static int after(byte[] text, int i, int at) {
        return text[i] >= 0 ? i + 1 : i + (at >>> CLASS_BITS);
    }

    /** Returns the end of the longest run of characters in {@code set} that starts at {@code i}. */
    static int end(CharClasses classes, int set, byte[] text, int i, int to) {
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!in(set, at)) {
                break;
            }
            i = after(text, i, at);
        }
        return i;
    }

    /** Returns the end of the longest run of at most {@code most} characters in {@code set} that starts at {@code i}. */
    static int end(CharClasses classes, int set, byte[] text, int i, int to, int most) {
        for (int n = 0; n < most && i < to; n++) {
            int at = classes.at(text, i, to);
            if (!in(set, at)) {
                break;
            }
            i = after(text, i, at);
        }
        return i;
    }

    /** {@code \s+(?!\S)|\s+}, where white space starts at {@code from}: the run less its last character. */
    static int spaces(CharClasses classes, byte[] text, int from, int to) {
        return spaces(classes, 0, text, from, to);
    }

    /** As {@link #spaces(CharClasses, byte[], int, int)}, where the classes {@code ends} count as the end of the text. */
    static int spaces(CharClasses classes, int ends, byte[] text, int from, int to) {
        int last = from;
        int i = from;
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!in(SPACES, at)) {
                return last > from && !in(ends, at) ? last : i;
            }
            last = i;
            i = after(text, i, at);
        }
        return to;
    }

    /**
     * {@code \s*[\r\n]+|\s+(?!\S)|\s+}, where white space starts at {@code from}. With {@code wholeTail}, white space
     * that ends the text is one piece ({@code \s++$} before these).
     */
    static int spacesAndLines(CharClasses classes, byte[] text, int from, int to, boolean wholeTail) {
        int last = from;
        int afterLine = -1;
        int i = from;
        while (i < to) {
            int at = classes.at(text, i, to);
            if (!in(SPACES, at)) {
                return afterLine >= 0 ? afterLine : last > from ? last : i;
            }
            last = i;
            i = after(text, i, at);
            if ((at & CLASS_MASK) == NEWLINE) {
                afterLine = i;
            }
        }
        return afterLine >= 0 && !wholeTail ? afterLine : to;
    }

    /** The end of {@code '(?:[sdmt]|ll|ve|re)} at {@code i}, or {@code i} if there is none. */
    static int contraction(byte[] text, int i, int to) {
        if (i + 1 >= to || text[i] != '\'') {
            return i;
        }
        byte b2 = i + 2 < to ? text[i + 2] : 0;
        return switch (text[i + 1]) {
            case 's', 'd', 'm', 't' -> i + 2;
            case 'l' -> b2 == 'l' ? i + 3 : i;
            case 'v', 'r' -> b2 == 'e' ? i + 3 : i;
            default -> i;
        };
    }

    /**
     * The end of {@code '(?i:[sdmt]|ll|ve|re)} at {@code i}, or {@code i} if there is none. Ignoring case, the long s
     * (U+017F) is an s.
     */
    static int contractionIgnoringCase(byte[] text, int i, int to) {
        if (i + 1 >= to || text[i] != '\'') {
            return i;
        }
        int b2 = i + 2 < to ? text[i + 2] | 0x20 : 0;
        return switch (text[i + 1]) {
            case 's', 'd', 'm', 't', 'S', 'D', 'M', 'T' -> i + 2;
            case 'l', 'L' -> b2 == 'l' ? i + 3 : i;
            case 'v', 'r', 'V', 'R' -> b2 == 'e' ? i + 3 : i;
            case (byte) 0xc5 -> i + 2 < to && text[i + 2] == (byte) 0xbf ? i + 3 : i;
            default -> i;
        };
    }
}
