package dev.millrace.tokenizer.redact;

/**
 * Finds identifiers that are numbers: social security, card, provider, National Health Service, telephone and fax
 * numbers, postal codes and ages.
 *
 * <p>A number without a label needs the grouping that people write it with, or a check digit; one with its label needs
 * the right number of digits in any grouping.
 */
final class NumberFinder {
    private static final String STATES =
            " AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO"
                    + " MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP AA AE AP ";
    private static final int OLD = 90;
    private static final int OLDEST = 130;
    private static final int LONGEST_PHONE = 13;

    private final FoldedText text;
    private final Labels labels;
    private final Candidates found;
    private final DigitGroups number;
    /** Where the last group of four digits or more ended: a label before it is that of another number. */
    private int taken;

    NumberFinder(FoldedText text, Labels labels, Candidates found) {
        this.text = text;
        this.labels = labels;
        this.found = found;
        this.number = new DigitGroups(text);
    }

    void find() {
        for (int i = 0; i < text.length(); ) {
            byte c = text.at(i);
            if (c == '+' || c == '(') {
                if (FoldedText.digit(text.at(i + 1)) >= 0 || c == '+' && text.at(i + 1) == '(') {
                    prefixed(i, c);
                }
                i++;
            } else if (DigitGroups.startAt(text, labels, i)) {
                number.read(i);
                tests(i);
                i = number.end(0);
                taken = number.length(0) >= 4 ? i : taken;
            } else {
                i++;
            }
        }
    }

    private void tests(int i) {
        ssn(i);
        card(i);
        tenDigits(i);
        phone(i);
        zip(i);
        age(i);
    }

    private void ssn(int i) {
        boolean shaped = number.shape(3, 2, 4)
                && number.gap(0) < DigitGroups.SLASH
                && number.gap(1) < DigitGroups.SLASH
                && Checks.ssn(number.digits(), 9);
        int n = shaped ? 3 : labels.before(i, taken, IdentifierType.SSN) ? number.groupsOf(9) : 0;
        if (n == 0 || !number.mostlyDigits(n)) {
            return;
        }
        int end = number.end(n - 1);
        if (FoldedText.isAsciiLetter(text.at(end)) && !FoldedText.isWord(text.at(end + 1))) {
            end++; // a beneficiary's letter after the number
        }
        if (!FoldedText.isWord(text.at(end))) {
            found.add(i, end, IdentifierType.SSN);
        }
    }

    private void card(int i) {
        int first = number.digits()[0];
        boolean labelled = labels.before(i, taken, IdentifierType.CARD);
        for (int n = number.groups(); n > 0 && first >= 2 && first <= 6; n--) {
            int total = number.total(n);
            if (total < 13 || !number.plain(n) || !number.endsAfter(n) || !number.mostlyDigits(n)) {
                continue;
            }
            boolean checked = Checks.luhn(number.digits(), total) && isVaried(total);
            if (labelled ? checked || total == 16 : checked && grouped(n)) {
                found.add(i, number.end(n - 1), IdentifierType.CARD);
                return;
            }
        }
    }

    /** Groups of at least three digits, as cards have them; a row of small numbers has others. */
    private boolean grouped(int n) {
        for (int g = 0; g < n; g++) {
            if (number.length(g) < 3) {
                return false;
            }
        }
        return n <= 5;
    }

    private boolean isVaried(int total) {
        for (int d = 1; d < total; d++) {
            if (number.digits()[d] != number.digits()[0]) {
                return true;
            }
        }
        return false;
    }

    private void tenDigits(int i) {
        int n = number.groupsOf(10);
        if (n == 0 || !number.endsAfter(n) || !number.mostlyDigits(n)) {
            return;
        }
        int first = number.digits()[0];
        boolean provider = n == 1 && (first == 1 || first == 2) && Checks.npi(number.digits(), 10);
        if (provider || labels.before(i, taken, IdentifierType.NPI)) {
            found.add(i, number.end(n - 1), IdentifierType.NPI);
        }
        boolean blanks = number.shape(3, 3, 4)
                && number.gap(0) == DigitGroups.BLANK
                && number.gap(1) == DigitGroups.BLANK
                && Checks.nhs(number.digits(), 10)
                && labels.nearest(i, IdentifierType.PHONE, IdentifierType.FAX) == null;
        if (blanks || labels.before(i, taken, IdentifierType.NHS)) {
            found.add(i, number.end(n - 1), IdentifierType.NHS);
        }
    }

    /** A number after {@code +} or with its area code in parentheses. */
    private void prefixed(int i, byte sign) {
        number.read(text.at(i + 1) == '(' ? i + 2 : i + 1);
        if (number.groups() == 0) {
            return;
        }
        IdentifierType label = labels.nearest(i, IdentifierType.PHONE, IdentifierType.FAX);
        IdentifierType type = label == null ? IdentifierType.PHONE : label;
        int n = sign == '+' ? longestPhone(8) : americanPhone();
        if (n > 0 && (sign == '+' || number.gap(0) == DigitGroups.PARENTHESIS) && number.mostlyDigits(n)) {
            addPhone(i, n, type);
        }
    }

    private void phone(int i) {
        IdentifierType label = labels.nearest(i, IdentifierType.PHONE, IdentifierType.FAX);
        int n = isInside(i) ? 0 : americanPhone();
        if (n == 0 && label != null) {
            n = labelledPhone(i);
        }
        if (n == 0 && !isInside(i)) {
            n = nationalPhone();
        }
        if (n > 0 && number.mostlyDigits(n)) {
            addPhone(i, n, label == null ? IdentifierType.PHONE : label);
        }
    }

    /** Whether this is a later group of a longer number. */
    private boolean isInside(int i) {
        byte sign = text.at(i - 1);
        return (sign == '-' || sign == '.' || sign == '/') && FoldedText.digit(text.at(i - 2)) >= 0;
    }

    /** How many groups make an American number, or 0. */
    private int americanPhone() {
        int n = 0;
        int area = 0;
        if (number.digits()[0] == 1 && number.shape(1, 3, 3, 4)) {
            n = 4;
            area = 1;
        } else if (number.shape(3, 3, 4)) {
            n = 3;
        } else if (number.shape(3, 7) || number.shape(6, 4)) {
            n = 2;
        } else if (number.shape(10)) {
            n = 1;
        }
        return n > 0 && number.digits()[area] >= 2 && endsPhone(n) ? n : 0;
    }

    /** A number with a trunk prefix 0, in two or three groups, such as {@code 020 7946 0958}. */
    private int nationalPhone() {
        for (int n = 2; n <= Math.min(3, number.groups()); n++) {
            int total = number.total(n);
            if ((total == 10 || total == 11)
                    && number.digits()[0] == 0
                    && number.digits()[1] != 0
                    && number.length(0) >= 3
                    && number.length(n - 1) >= 3
                    && number.plain(n)
                    && endsPhone(n)) {
                return n;
            }
        }
        return 0;
    }

    private int labelledPhone(int i) {
        if (number.shape(3, 4) && !number.shape(3, 4, 4) && endsPhone(2)) {
            return 2;
        }
        boolean own = labels.before(i, taken, IdentifierType.PHONE) || labels.before(i, taken, IdentifierType.FAX);
        return own ? longestPhone(7) : 0;
    }

    /** The most groups that have no slash between them and together at least {@code least} digits. */
    private int longestPhone(int least) {
        int longest = 0;
        for (int n = 1; n <= number.groups() && number.total(n) <= LONGEST_PHONE; n++) {
            if (number.total(n) >= least && endsPhone(n)) {
                longest = n;
            }
            if (number.gap(n - 1) == DigitGroups.SLASH) {
                break;
            }
        }
        return longest;
    }

    private boolean endsPhone(int n) {
        return number.endsAfter(n) || extension(number.end(n - 1)) > number.end(n - 1);
    }

    private void addPhone(int start, int n, IdentifierType type) {
        found.add(start, extension(number.end(n - 1)), type);
    }

    /** The end of an extension, such as {@code x12} or {@code ext. 1234}, that follows at {@code at}; else {@code at}. */
    private int extension(int at) {
        int i = skipSpaces(at);
        if ((text.at(i) | 0x20) == 'e' && (text.at(i + 1) | 0x20) == 'x' && (text.at(i + 2) | 0x20) == 't') {
            i += 3;
        } else if ((text.at(i) | 0x20) == 'x') {
            i++;
        } else {
            return at;
        }
        i = skipSpaces(text.at(i) == '.' || text.at(i) == ':' ? i + 1 : i);
        int end = i;
        boolean genuine = false;
        while (end < i + 6 && FoldedText.digit(text.at(end)) >= 0) {
            genuine |= FoldedText.isDigit(text.at(end++));
        }
        return genuine && !FoldedText.isWord(text.at(end)) ? end : at;
    }

    private int skipSpaces(int at) {
        int i = at;
        while (i < at + 2 && text.at(i) == ' ') {
            i++;
        }
        return i;
    }

    private void zip(int i) {
        boolean long9 = number.shape(5, 4) && number.gap(0) == DigitGroups.DASH && number.endsAfter(2);
        boolean short5 = number.length(0) == 5 && number.endsAfter(1);
        if (!(long9 || short5) || !number.mostlyDigits(1)) {
            return;
        }
        if (long9 && !isInside(i) || labels.directlyBefore(i, IdentifierType.ZIP) || followsState(i)) {
            found.add(i, number.end(long9 ? 1 : 0), IdentifierType.ZIP);
        }
    }

    private boolean followsState(int i) {
        int end = i;
        while (end > i - 3 && (text.at(end - 1) == ' ' || text.at(end - 1) == ',' || text.at(end - 1) == '.')) {
            end--;
        }
        if (end == i || FoldedText.isWord(text.at(end - 3))) {
            return false;
        }
        char first = (char) text.at(end - 2);
        char second = (char) text.at(end - 1);
        return STATES.contains(" " + first + second + " ");
    }

    private void age(int i) {
        int years = number.length(0) <= 3 ? number.value(0) : 0;
        if (years < OLD || years > OLDEST) {
            return;
        }
        if (isYears(number.end(0)) || number.endsAfter(1) && labels.directlyBefore(i, IdentifierType.AGE)) {
            found.add(i, number.end(0), IdentifierType.AGE);
        }
    }

    private boolean isYears(int at) {
        int i = at;
        while (i < at + 2 && (text.at(i) == ' ' || text.at(i) == '-')) {
            i++;
        }
        if ((text.at(i) | 0x20) != 'y') {
            return false;
        }
        int second = text.at(i + 1) | 0x20;
        int third = text.at(i + 2) | 0x20;
        return second == 'e' && third == 'a'
                || second == 'r'
                || second == 'o' && !FoldedText.isWord(text.at(i + 2))
                || (text.at(i + 1) == '/' || text.at(i + 1) == '.') && third == 'o';
    }
}
