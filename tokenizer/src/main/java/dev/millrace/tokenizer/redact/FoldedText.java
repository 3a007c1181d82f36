package dev.millrace.tokenizer.redact;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.Arrays;

/**
 * A text as the rules see it: one byte for each character. Decimal digits of every script, dashes, spaces and full-width
 * forms are what they are in ASCII; format characters and combining marks, which can be put between the digits of a
 * number without being seen, are not there at all.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class FoldedText {
    /** A letter that ASCII does not have. */
    static final byte LETTER = (byte) 0x80;
    /** Any other character, or a byte of none. */
    static final byte OTHER = (byte) 0x81;

    /** No rule looks further from where it is than this without seeing a character that stops it. */
    private static final int MARGIN = 128;

    private static final int NOTHING = -1;
    private static final byte[] DIGITS = digits();
    private static final boolean[] WORD = word();
    private static final int FULL_WIDTH = 0xFF01 - '!';
    private static final int UNSEEN = 1 << RegexClasses.CF | 1 << RegexClasses.MN | 1 << RegexClasses.ME;
    private static final int LETTERS = RegexClasses.LETTER | 1 << RegexClasses.MC | 1 << RegexClasses.NL;

    private final byte[] source;
    private final int from;
    private final int to;
    /** The characters, after a margin and before another. */
    private final byte[] chars;

    private final int length;

    /** Folds {@code source[from, to)}, which must not be changed. */
    FoldedText(byte[] source, int from, int to) {
        this.source = source;
        this.from = from;
        this.to = to;
        this.chars = new byte[Math.addExact(to - from, 2 * MARGIN)];
        Arrays.fill(chars, 0, MARGIN, OTHER);
        int n = MARGIN;
        for (int i = from; i < to; ) {
            byte b = source[i];
            if (b >= 0) {
                chars[n++] = b;
                i++;
                continue;
            }
            int c = CodePoints.at(source, i, to);
            int folded = fold(c);
            if (folded != NOTHING) {
                chars[n++] = (byte) folded;
            }
            i += CodePoints.length(c);
        }
        length = n - MARGIN;
        Arrays.fill(chars, n, n + MARGIN, OTHER);
    }

    /** A copy of the characters {@code [start, end)}. */
    byte[] copy(int start, int end) {
        return Arrays.copyOfRange(chars, MARGIN + start, MARGIN + end);
    }

    int length() {
        return length;
    }

    /** The character at {@code i}, which may be {@value #MARGIN} before or after the text: {@link #OTHER} is there. */
    byte at(int i) {
        return chars[MARGIN + i];
    }

    /** Turns ascending indexes of characters into offsets of their first bytes from the start of the text. */
    void toStarts(int[] indexes, int count) {
        toOffsets(indexes, count, 0);
    }

    /** Turns ascending ends, one past the last character each, into offsets one past that character's last byte. */
    void toEnds(int[] indexes, int count) {
        toOffsets(indexes, count, 1);
    }

    private void toOffsets(int[] indexes, int count, int past) {
        int n = 0;
        int next = 0;
        for (int i = from; i < to && next < count; ) {
            int c = CodePoints.at(source, i, to);
            int after = i + CodePoints.length(c);
            if (c < 0x80 || fold(c) != NOTHING) {
                while (next < count && indexes[next] == n + past) {
                    indexes[next++] = (past == 0 ? i : after) - from;
                }
                n++;
            }
            i = after;
        }
    }

    /** The value of a digit, or of a letter that is read for one where the print is bad; -1 of any other character. */
    static int digit(byte c) {
        return DIGITS[c & 0xff];
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    static boolean isUpper(byte c) {
        return c >= 'A' && c <= 'Z';
    }

    static boolean isAsciiLetter(byte c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /** Whether it is a letter or a digit. */
    static boolean isWord(byte c) {
        return WORD[c & 0xff];
    }

    /** Whether it is white space; what separates lines as well. */
    static boolean isSpace(byte c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    static byte upper(byte c) {
        return c >= 'a' && c <= 'z' ? (byte) (c - 0x20) : c;
    }

    private static int fold(int c) {
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return c - FULL_WIDTH;
        }
        int sign = asciiSign(c);
        if (sign != OTHER) {
            return sign;
        }
        int category = RegexClasses.category(c);
        if (category == RegexClasses.ND) {
            return '0' + digitOf(c);
        }
        if ((UNSEEN >>> category & 1) != 0) {
            return NOTHING;
        }
        return (LETTERS >>> category & 1) != 0 ? LETTER : punctuation(category);
    }

    /** Signs that have other categories than those of ASCII that they look like. */
    private static int asciiSign(int c) {
        return switch (c) {
            case 0x2212 -> '-'; // minus
            case 0x2044, 0x2215 -> '/'; // fraction and division slash
            case 0x2024, 0x3002, 0xFF61 -> '.'; // leader and ideographic full stops
            case 0x2236 -> ':'; // ratio
            default -> OTHER;
        };
    }

    private static int punctuation(int category) {
        return switch (category) {
            case RegexClasses.PD -> '-';
            case RegexClasses.ZS -> ' ';
            case RegexClasses.ZL, RegexClasses.ZP -> '\n';
            default -> OTHER;
        };
    }

    /** Decimal digits lie in runs of ten, from zero to nine, some runs directly after others. */
    private static int digitOf(int c) {
        int first = c;
        while (RegexClasses.category(first - 1) == RegexClasses.ND) {
            first--;
        }
        return (c - first) % 10;
    }

    private static byte[] digits() {
        byte[] values = new byte[256];
        Arrays.fill(values, (byte) -1);
        for (int digit = 0; digit < 10; digit++) {
            values['0' + digit] = (byte) digit;
        }
        values['O'] = 0;
        values['o'] = 0;
        values['l'] = 1;
        values['I'] = 1;
        values['|'] = 1;
        values['S'] = 5;
        values['B'] = 8;
        return values;
    }

    private static boolean[] word() {
        boolean[] word = new boolean[256];
        word[LETTER & 0xff] = true;
        Arrays.fill(word, '0', '9' + 1, true);
        Arrays.fill(word, 'A', 'Z' + 1, true);
        Arrays.fill(word, 'a', 'z' + 1, true);
        return word;
    }
}
