package dev.millrace.tokenizer.redact;

/**
 * A number as it is written: groups of digits with something between them. What is between two groups is at most {@value
 * #MAX_GAP} characters: blanks, and dashes, dots, slashes or parentheses. A line may break after such a sign.
 *
 * <p><b>Thread safety:</b> none; read again and again.
 */
final class DigitGroups {
    static final int MAX_DIGITS = 19;
    private static final int MAX_GROUPS = 10;
    private static final int MAX_GAP = 4;

    /** Kinds of what is between two groups: blanks alone, or the last sign. */
    static final int BLANK = 0, DASH = 1, DOT = 2, SLASH = 3, PARENTHESIS = 4;

    private final FoldedText text;
    /** Values of all digits. */
    private final int[] digits = new int[MAX_DIGITS];
    /** By group: number of digits up to its end, of those that are digits and no letters, its end, the gap after it. */
    private final int[] total = new int[MAX_GROUPS];

    private final int[] genuine = new int[MAX_GROUPS];
    private final int[] end = new int[MAX_GROUPS];
    private final int[] gap = new int[MAX_GROUPS];
    private int groups;

    DigitGroups(FoldedText text) {
        this.text = text;
    }

    /**
     * Whether a number may start at {@code i}: a digit, or a letter that is read for one and has a digit near it, with no
     * letter or digit before it, unless a label ends there.
     */
    static boolean startAt(FoldedText text, Labels labels, int i) {
        byte c = text.at(i);
        if (FoldedText.isDigit(c)) {
            return !FoldedText.isWord(text.at(i - 1)) || labels.endsAt(i);
        }
        return FoldedText.digit(c) >= 0 && !FoldedText.isWord(text.at(i - 1)) && hasDigitNear(text, i);
    }

    /** Whether a digit is among the next characters, with nothing before it that cannot be in a number. */
    private static boolean hasDigitNear(FoldedText text, int i) {
        for (int k = i + 1; k <= i + MAX_GAP + 1; k++) {
            byte c = text.at(k);
            if (FoldedText.isDigit(c)) {
                return true;
            }
            if (FoldedText.digit(c) < 0 && sign(c) == BLANK) {
                return false;
            }
        }
        return false;
    }

    /** Reads the number that starts at {@code i}; it has no groups if there is none. */
    void read(int i) {
        groups = 0;
        int n = 0;
        int real = 0;
        int at = i;
        while (groups < MAX_GROUPS) {
            int first = n;
            while (FoldedText.digit(text.at(at)) >= 0 && n < MAX_DIGITS) {
                real += FoldedText.isDigit(text.at(at)) ? 1 : 0;
                digits[n++] = FoldedText.digit(text.at(at++));
            }
            if (n == first) {
                return;
            }
            total[groups] = n;
            genuine[groups] = real;
            end[groups] = at;
            int next = afterGap(at);
            groups++;
            if (next == at) {
                return;
            }
            at = next;
        }
    }

    /** Where the next group may start, or {@code at} if nothing that may be between groups is there. */
    private int afterGap(int at) {
        int kind = BLANK;
        int signs = 0;
        int i = at;
        for (; i < at + MAX_GAP; i++) {
            byte c = text.at(i);
            int sign = sign(c);
            if (sign != BLANK) {
                kind = sign;
                signs++;
            } else if (c != ' ' && c != '\t' && (signs == 0 || c != '\n' && c != '\r')) {
                break;
            }
        }
        gap[groups] = kind;
        return signs <= 2 ? i : at;
    }

    private static int sign(byte c) {
        return switch (c) {
            case '-' -> DASH;
            case '.' -> DOT;
            case '/' -> SLASH;
            case '(', ')' -> PARENTHESIS;
            default -> BLANK;
        };
    }

    /** Number of groups. */
    int groups() {
        return groups;
    }

    int[] digits() {
        return digits;
    }

    /** Number of digits of the first {@code n} groups. */
    int total(int n) {
        return n == 0 ? 0 : total[n - 1];
    }

    /** Number of digits of group {@code g}. */
    int length(int g) {
        return total(g + 1) - total(g);
    }

    /** End of group {@code g}. */
    int end(int g) {
        return end[g];
    }

    /** What is after group {@code g}. */
    int gap(int g) {
        return gap[g];
    }

    /** The number that group {@code g} is, of at most nine digits. */
    int value(int g) {
        int value = 0;
        for (int i = total(g); i < total(g + 1); i++) {
            value = 10 * value + digits[i];
        }
        return value;
    }

    /** Whether the first {@code n} groups end before something else than a letter or digit. */
    boolean endsAfter(int n) {
        return !FoldedText.isWord(text.at(end[n - 1]));
    }

    /** Whether at least three of five of the digits of the first {@code n} groups are digits and no letters. */
    boolean mostlyDigits(int n) {
        return 5 * genuine[n - 1] >= 3 * total[n - 1];
    }

    /** Whether the first groups have these lengths. */
    boolean shape(int... lengths) {
        if (groups < lengths.length) {
            return false;
        }
        for (int g = 0; g < lengths.length; g++) {
            if (length(g) != lengths[g]) {
                return false;
            }
        }
        return true;
    }

    /** How many groups together have {@code count} digits, or 0. */
    int groupsOf(int count) {
        for (int n = 1; n <= groups; n++) {
            if (total[n - 1] == count) {
                return n;
            }
        }
        return 0;
    }

    /** Whether nothing but blanks and dashes is between the first {@code n} groups. */
    boolean plain(int n) {
        for (int g = 0; g + 1 < n; g++) {
            if (gap[g] != BLANK && gap[g] != DASH) {
                return false;
            }
        }
        return true;
    }
}
