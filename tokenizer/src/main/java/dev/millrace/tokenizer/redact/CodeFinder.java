package dev.millrace.tokenizer.redact;

import java.util.HashMap;
import java.util.Map;

/**
 * Finds codes of letters and digits by their form and check digit: bank accounts, vehicles, Medicare beneficiaries, DEA
 * registrations and unique device identifiers.
 */
final class CodeFinder {
    /** Country and length of international bank account numbers (the registry of ISO 13616). */
    private static final String IBAN_LENGTHS = "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22"
            + "DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30"
            + "KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25"
            + "QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20YE30";

    private static final Map<Integer, Integer> LENGTH_BY_COUNTRY = lengthByCountry();
    /** Of those that are no letters; every country's numbers have more, and no row of words has so many. */
    private static final int FEWEST_IBAN_DIGITS = 8;

    private static final int LONGEST = 34;
    private static final int VIN_LENGTH = 17;
    /** Letters that look like digits for which all readings of an account number are tried. */
    private static final int MOST_SIMILAR = 7;

    private static final String NO_MEDICARE_LETTERS = "SLOIBZ";
    private static final String DEA_REGISTRANTS = "ABCDEFGHJKLMPRSTUX";

    /** What each of the eleven characters of a Medicare beneficiary identifier is: digit, letter, or either. */
    private static final String MEDICARE_FORM = "1AX9AX9AA99";

    private final FoldedText text;
    private final Labels labels;
    private final Candidates found;
    private final byte[] code = new byte[LONGEST];
    private final int[] digits = new int[LONGEST];
    private final int[] places = new int[MOST_SIMILAR];
    private final byte[] letters = new byte[MOST_SIMILAR];

    CodeFinder(FoldedText text, Labels labels, Candidates found) {
        this.text = text;
        this.labels = labels;
        this.found = found;
    }

    void find() {
        for (int i = 0; i < text.length(); ) {
            byte c = text.at(i);
            if (c == '(') {
                device(i);
                i++;
            } else if (!FoldedText.isWord(c)) {
                i++;
            } else {
                i = word(i);
            }
        }
    }

    private int word(int i) {
        int end = i;
        boolean digit = false;
        while (FoldedText.isWord(text.at(end))) {
            digit |= FoldedText.digit(text.at(end++)) >= 0;
        }
        if (digit) {
            int length = end - i;
            if (startsCode(i)) {
                iban(i);
                dea(i, length);
            }
            if (length == VIN_LENGTH) {
                vehicle(i, end);
            } else if (length == 4 || length == MEDICARE_FORM.length()) {
                medicare(i);
            }
        }
        return end;
    }

    /** Two letters and two digits. */
    private boolean startsCode(int i) {
        return FoldedText.isAsciiLetter(text.at(i))
                && FoldedText.isAsciiLetter(text.at(i + 1))
                && FoldedText.digit(text.at(i + 2)) >= 0
                && FoldedText.digit(text.at(i + 3)) >= 0;
    }

    private void iban(int i) {
        Integer length = LENGTH_BY_COUNTRY.get(FoldedText.upper(text.at(i)) << 8 | FoldedText.upper(text.at(i + 1)));
        if (length == null) {
            return;
        }
        int n = 0;
        int genuine = 0;
        int at = i;
        while (n < length) {
            byte c = text.at(at);
            if (FoldedText.isDigit(c) || FoldedText.isAsciiLetter(c)) {
                genuine += FoldedText.isDigit(c) ? 1 : 0;
                code[n] = FoldedText.upper(c);
                digits[n++] = FoldedText.digit(c);
            } else if (c != ' ' && c != '-' || text.at(at - 1) == c) {
                return;
            }
            at++;
        }
        if (!FoldedText.isWord(text.at(at))
                && genuine >= FEWEST_IBAN_DIGITS
                && (labels.before(i, 0, IdentifierType.IBAN) || Checks.iban(code, n) || isValidMisread(n))) {
            found.add(i, at, IdentifierType.IBAN);
        }
    }

    /** Whether the account number is valid if some of the letters that look like digits are digits. */
    private boolean isValidMisread(int n) {
        int similar = 0;
        for (int k = 2; k < n; k++) {
            if (digits[k] >= 0 && !FoldedText.isDigit(code[k])) {
                if (similar == MOST_SIMILAR) {
                    return false;
                }
                places[similar] = k;
                letters[similar++] = code[k];
            }
        }
        for (int choice = 1; choice < 1 << similar; choice++) {
            for (int s = 0; s < similar; s++) {
                code[places[s]] = (choice >>> s & 1) != 0 ? (byte) ('0' + digits[places[s]]) : letters[s];
            }
            if (Checks.iban(code, n)) {
                return true;
            }
        }
        return false;
    }

    private void dea(int i, int length) {
        if (length != 9 || DEA_REGISTRANTS.indexOf(FoldedText.upper(text.at(i))) < 0) {
            return;
        }
        for (int k = 0; k < 7; k++) {
            digits[k] = FoldedText.digit(text.at(i + 2 + k));
            if (digits[k] < 0) {
                return;
            }
        }
        if (Checks.dea(digits, 7)) {
            found.add(i, i + length, IdentifierType.LICENCE);
        }
    }

    private void vehicle(int i, int end) {
        int capitals = 0;
        int genuine = 0;
        for (int k = 0; k < VIN_LENGTH; k++) {
            byte c = FoldedText.upper(text.at(i + k));
            capitals += FoldedText.isUpper(text.at(i + k)) ? 1 : 0;
            genuine += FoldedText.isDigit(c) ? 1 : 0;
            code[k] = c == 'O' || c == 'Q' ? (byte) '0' : c == 'I' ? (byte) '1' : c; // which no such number has
            if (c == FoldedText.LETTER) {
                return;
            }
        }
        // Not all countries have the check digit, but everybody has a serial number at the end.
        boolean shaped = capitals >= 3 && genuine >= 5 && endsInFourDigits(end);
        if (capitals > 0 && (shaped || Checks.vin(code, VIN_LENGTH))) {
            found.add(i, end, IdentifierType.VEHICLE);
        }
    }

    private boolean endsInFourDigits(int end) {
        for (int k = end - 4; k < end; k++) {
            if (FoldedText.digit(text.at(k)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Four, three and four characters, with a dash or a blank between them, or none. */
    private void medicare(int i) {
        int at = i;
        for (int k = 0; k < MEDICARE_FORM.length(); k++) {
            if ((k == 4 || k == 7) && (text.at(at) == '-' || text.at(at) == ' ')) {
                at += text.at(at + 1) == '\n' ? 2 : 1;
            }
            byte c = text.at(at++);
            boolean digit = FoldedText.digit(c) >= 0;
            boolean letter = FoldedText.isAsciiLetter(c) && NO_MEDICARE_LETTERS.indexOf(FoldedText.upper(c)) < 0;
            boolean fits = switch (MEDICARE_FORM.charAt(k)) {
                case '1' -> digit && FoldedText.digit(c) > 0;
                case '9' -> digit;
                case 'A' -> letter;
                default -> digit || letter;
            };
            if (!fits) {
                return;
            }
        }
        if (!FoldedText.isWord(text.at(at))) {
            found.add(i, at, IdentifierType.HEALTH_PLAN);
        }
    }

    /** {@code (01)} and 14 digits, and what other parts in parentheses follow. */
    private void device(int i) {
        if (FoldedText.digit(text.at(i + 1)) != 0 || FoldedText.digit(text.at(i + 2)) != 1 || text.at(i + 3) != ')') {
            return;
        }
        int at = text.at(i + 4) == ' ' ? i + 5 : i + 4;
        for (int k = 0; k < 14; k++) {
            if (FoldedText.digit(text.at(at++)) < 0) {
                return;
            }
        }
        for (int part = 0; part < 4; part++) {
            int next = text.at(at) == ' ' ? at + 1 : at;
            if (text.at(next) != '(' || text.at(next + 3) != ')') {
                break;
            }
            int end = next + 4;
            while (end < next + 24 && (FoldedText.isWord(text.at(end)) || text.at(end) == '-')) {
                end++;
            }
            at = end;
        }
        found.add(i, at, IdentifierType.DEVICE);
    }

    private static Map<Integer, Integer> lengthByCountry() {
        Map<Integer, Integer> lengths = new HashMap<>();
        for (int i = 0; i < IBAN_LENGTHS.length(); i += 4) {
            int country = IBAN_LENGTHS.charAt(i) << 8 | IBAN_LENGTHS.charAt(i + 1);
            lengths.put(country, Integer.parseInt(IBAN_LENGTHS.substring(i + 2, i + 4)));
        }
        return lengths;
    }
}
