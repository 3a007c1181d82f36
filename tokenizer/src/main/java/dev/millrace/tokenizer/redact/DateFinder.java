package dev.millrace.tokenizer.redact;

import java.util.Arrays;

/**
 * Finds dates that have a day or a month: as numbers in any usual order, and with the month as a word. A year alone is
 * none. What could be a fraction, a dose or a number of a list needs a label.
 */
final class DateFinder {
    private static final String[] MONTHS = {
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec"
    };

    private static final long[] MONTH_KEYS =
            Arrays.stream(MONTHS).mapToLong(Labels::key).sorted().toArray();
    private static final int FIRST_YEAR = 1800;
    private static final int LAST_YEAR = 2100;
    private static final int LONGEST_MONTH = 9;

    private final FoldedText text;
    private final Labels labels;
    private final Candidates found;
    private final DigitGroups number;

    DateFinder(FoldedText text, Labels labels, Candidates found) {
        this.text = text;
        this.labels = labels;
        this.found = found;
        this.number = new DigitGroups(text);
    }

    void find() {
        for (int i = 0; i < text.length(); ) {
            byte c = text.at(i);
            if (DigitGroups.startAt(text, labels, i)) {
                number.read(i);
                numeric(i);
            }
            byte before = text.at(i - 1);
            if (FoldedText.isWord(c) && (!FoldedText.isWord(before) || FoldedText.isDigit(before))) {
                i = Math.max(i + 1, word(i));
            } else {
                i++;
            }
        }
    }

    private void numeric(int i) {
        int n = three(i);
        if (n == 0 && !isInside(i)) {
            n = two(i);
            n = n == 0 ? one(i) : n;
        }
        if (n > 0 && number.mostlyDigits(n)) {
            found.add(i, afterTime(number.end(n - 1)), IdentifierType.DATE);
        }
    }

    private boolean isInside(int i) {
        byte sign = text.at(i - 1);
        return (sign == '-' || sign == '.' || sign == '/') && FoldedText.digit(text.at(i - 2)) >= 0;
    }

    private int three(int i) {
        if (number.groups() < 3 || number.gap(0) != number.gap(1) || number.gap(0) == DigitGroups.PARENTHESIS) {
            return 0;
        }
        int kind = number.gap(0);
        boolean labelled = labels.directlyBefore(i, IdentifierType.DATE);
        if (kind == DigitGroups.BLANK && !labelled) {
            return 0;
        }
        int first = number.length(0);
        int second = number.length(1);
        int third = number.length(2);
        if (first == 4 && second <= 2 && third <= 2) {
            return isYear(number.value(0)) && isMonthAndDay(number.value(1), number.value(2)) ? 3 : 0;
        }
        if (first > 2 || second > 2 || !isMonthAndDay(number.value(0), number.value(1))) {
            return 0;
        }
        if (third == 4) {
            return isYear(number.value(2)) ? 3 : 0;
        }
        boolean usual = kind == DigitGroups.SLASH || kind == DigitGroups.DASH && first == 2 && second == 2;
        return third == 2 && (usual || labelled) ? 3 : 0;
    }

    private int two(int i) {
        if (number.groups() < 2) {
            return 0;
        }
        int first = number.length(0);
        int second = number.length(1);
        int kind = number.gap(0);
        if (first <= 2 && second == 4 && kind == DigitGroups.SLASH) {
            return isMonth(number.value(0)) && isYear(number.value(1)) ? 2 : 0;
        }
        if (first == 4 && second == 2 && kind == DigitGroups.DASH) {
            return isYear(number.value(0)) && isMonth(number.value(1)) && number.endsAfter(2) ? 2 : 0;
        }
        return first <= 2
                        && second <= 2
                        && kind == DigitGroups.SLASH
                        && isMonthAndDay(number.value(0), number.value(1))
                        && labels.directlyBefore(i, IdentifierType.DATE)
                ? 2
                : 0;
    }

    /** Without signs: {@code 19610405}, with or without a time; with a label also {@code 04051961} and {@code 040561}. */
    private int one(int i) {
        int length = number.length(0);
        if (!number.endsAfter(1)) {
            return 0;
        }
        if (length == 8 || length == 12 || length == 14) {
            if (isYear(digits(0, 4)) && isMonth(digits(4, 6)) && isDay(digits(6, 8)) && isTime(length)) {
                return 1;
            }
        }
        if (length != 6 && length != 8 || !labels.directlyBefore(i, IdentifierType.DATE)) {
            return 0;
        }
        boolean dayFirst = isMonthAndDay(digits(0, 2), digits(2, 4));
        return dayFirst || length == 6 && isMonthAndDay(digits(2, 4), digits(4, 6)) ? 1 : 0;
    }

    private boolean isTime(int length) {
        return length == 8 || digits(8, 10) < 24 && digits(10, 12) < 60;
    }

    private int digits(int from, int to) {
        int value = 0;
        for (int d = from; d < to; d++) {
            value = 10 * value + number.digits()[d];
        }
        return value;
    }

    /** The end of a time of ISO 8601 that follows a date without a blank, else {@code at}. */
    private int afterTime(int at) {
        if ((text.at(at) | 0x20) != 't' || FoldedText.digit(text.at(at + 1)) < 0) {
            return at;
        }
        int i = at + 1;
        while (i < at + 32 && (FoldedText.digit(text.at(i)) >= 0 || ":.+-Zz".indexOf(text.at(i)) >= 0)) {
            i++;
        }
        while (!FoldedText.isWord(text.at(i - 1))) {
            i--;
        }
        return i;
    }

    /** Looks at the word at {@code i}, which may be a month, and returns its end. */
    private int word(int i) {
        int end = i;
        while (end <= i + LONGEST_MONTH && isMonthLetter(end)) {
            end++;
        }
        if (end - i < 3
                || end - i > LONGEST_MONTH
                || Arrays.binarySearch(MONTH_KEYS, Labels.key(text, i, end)) < 0
                || FoldedText.isAsciiLetter(text.at(end))) {
            return FoldedText.isAsciiLetter(text.at(i)) ? end : i + 1; // "31JAN2024": a month may follow a digit
        }
        textual(i, end);
        return end;
    }

    /** A letter, or what a bad print makes of one before another letter. */
    private boolean isMonthLetter(int i) {
        byte c = text.at(i);
        return FoldedText.isAsciiLetter(c) || "0158".indexOf(c) >= 0 && FoldedText.isAsciiLetter(text.at(i + 1));
    }

    private void textual(int month, int monthEnd) {
        int next = skip(text.at(monthEnd) == '.' ? monthEnd + 1 : monthEnd);
        int year = afterYear(next);
        int start = dayBefore(month);
        int end = year > next ? year : monthEnd;
        boolean hasYear = year > next;
        int dayEnd = hasYear ? next : afterDay(next);
        if (dayEnd > next) { // "1. March 5, 2020": the number before is that of a list
            int afterDay = skip(dayEnd);
            year = afterYear(afterDay);
            hasYear = year > afterDay;
            start = month;
            end = hasYear ? year : dayEnd;
        }
        boolean capital = !(text.at(month) >= 'a' && text.at(month) <= 'z');
        if (hasYear || capital && hasDigit(start, month, monthEnd, end)) {
            found.add(start, end, IdentifierType.DATE);
        }
    }

    /** Whether the day before or after the month has a digit that is no letter. */
    private boolean hasDigit(int start, int month, int monthEnd, int end) {
        for (int i = start; i < end; i++) {
            if ((i < month || i >= monthEnd) && FoldedText.isDigit(text.at(i))) {
                return true;
            }
        }
        return false;
    }

    private int skip(int at) {
        int i = at;
        while (i < at + 3 && " ,.-/\n".indexOf(text.at(i)) >= 0) {
            i++;
        }
        return i;
    }

    /** The start of a day that ends before {@code month}, as in {@code 5th of April}, or {@code month}. */
    private int dayBefore(int month) {
        int i = month;
        while (i > month - 2 && " -/.".indexOf(text.at(i - 1)) >= 0) {
            i--;
        }
        if ((text.at(i - 1) | 0x20) == 'f' && (text.at(i - 2) | 0x20) == 'o' && text.at(i - 3) == ' ') {
            i -= 3;
        }
        if (isOrdinal(i - 2)) {
            i -= 2;
        }
        int start = i;
        while (start > i - 2 && FoldedText.digit(text.at(start - 1)) >= 0) {
            start--;
        }
        return start < i && !FoldedText.isWord(text.at(start - 1)) && isDay(value(start, i)) ? start : month;
    }

    /** The end of a day that starts at {@code at}, or {@code at}. */
    private int afterDay(int at) {
        int i = at;
        while (i < at + 2 && FoldedText.digit(text.at(i)) >= 0) {
            i++;
        }
        if (i == at || !isDay(value(at, i))) {
            return at;
        }
        int end = isOrdinal(i) ? i + 2 : i;
        return FoldedText.isWord(text.at(end)) ? at : end;
    }

    private boolean isOrdinal(int i) {
        int first = text.at(i) | 0x20;
        int second = text.at(i + 1) | 0x20;
        return first == 's' && second == 't'
                || first == 'n' && second == 'd'
                || first == 'r' && second == 'd'
                || first == 't' && second == 'h';
    }

    /** The end of a year that starts at {@code at}: four digits, or two after an apostrophe or a dash; or {@code at}. */
    private int afterYear(int at) {
        boolean shortened = text.at(at) == '\'' || text.at(at - 1) == '-';
        int start = text.at(at) == '\'' ? at + 1 : at;
        int end = start;
        int genuine = 0;
        while (end < start + 5 && FoldedText.digit(text.at(end)) >= 0) {
            genuine += FoldedText.isDigit(text.at(end)) ? 1 : 0;
            end++;
        }
        int length = end - start;
        boolean year = length == 4 && isYear(value(start, end)) || length == 2 && shortened;
        return year && 2 * genuine >= length && !FoldedText.isDigit(text.at(end)) ? end : at;
    }

    private int value(int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = 10 * value + FoldedText.digit(text.at(i));
        }
        return value;
    }

    private static boolean isYear(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }

    private static boolean isMonth(int month) {
        return month >= 1 && month <= 12;
    }

    private static boolean isDay(int day) {
        return day >= 1 && day <= 31;
    }

    private static boolean isMonthAndDay(int one, int other) {
        return isMonth(one) && isDay(other) || isDay(one) && isMonth(other);
    }
}
