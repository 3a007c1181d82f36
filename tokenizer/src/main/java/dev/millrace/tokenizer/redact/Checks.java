package dev.millrace.tokenizer.redact;

/**
 * Check digits and other rules of numbers. Digits are given as values, {@code digits[0, n)}.
 *
 * <p><b>Thread safety:</b> stateless.
 */
final class Checks {
    private static final int[] VIN_WEIGHTS = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    /** Values of the letters A to Z in a vehicle identification number; I, O and Q do not occur. */
    private static final String VIN_LETTERS = "12345678.12345.7.923456789";

    private static final int VIN_CHECK_AT = 8;
    /** Prefix that makes a provider identifier the number of a health card, which the Luhn digit is counted with. */
    private static final int NPI_PREFIX_SUM = 24;

    private Checks() {}

    /** ISO/IEC 7812: the check digit of payment cards. */
    static boolean luhn(int[] digits, int n) {
        return luhnSum(digits, n) % 10 == 0;
    }

    private static int luhnSum(int[] digits, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            int digit = digits[n - 1 - i];
            int twice = (i & 1) == 0 ? digit : 2 * digit;
            sum += twice > 9 ? twice - 9 : twice;
        }
        return sum;
    }

    /** A national provider identifier: ten digits, of which the last is the Luhn digit with {@code 80840} in front. */
    static boolean npi(int[] digits, int n) {
        return n == 10 && (luhnSum(digits, n) + NPI_PREFIX_SUM) % 10 == 0;
    }

    /** A number of the National Health Service: ten digits, weighted 10 to 2, modulo 11. */
    static boolean nhs(int[] digits, int n) {
        if (n != 10) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (10 - i) * digits[i];
        }
        int check = 11 - sum % 11;
        return check != 10 && digits[9] == check % 11;
    }

    /** A social security number that can have been issued: no part is zero, no area 666 or from 900. */
    static boolean ssn(int[] digits, int n) {
        if (n != 9) {
            return false;
        }
        int area = 100 * digits[0] + 10 * digits[1] + digits[2];
        int group = 10 * digits[3] + digits[4];
        int serial = 1000 * digits[5] + 100 * digits[6] + 10 * digits[7] + digits[8];
        return area != 0 && area != 666 && area < 900 && group != 0 && serial != 0;
    }

    /** The last of the seven digits of a DEA number. */
    static boolean dea(int[] digits, int n) {
        return n == 7
                && (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10 == digits[6];
    }

    /** ISO 7064 modulo 97 of an IBAN: {@code code[0, n)} are digits and letters in upper case. */
    static boolean iban(byte[] code, int n) {
        int remainder = 0;
        for (int i = 0; i < n; i++) {
            byte c = code[(i + 4) % n];
            int value = FoldedText.isDigit(c) ? c - '0' : c - 'A' + 10;
            remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
        }
        return remainder == 1;
    }

    /** The check digit of a vehicle identification number of 17 digits and letters in upper case. */
    static boolean vin(byte[] code, int n) {
        if (n != VIN_WEIGHTS.length) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < n; i++) {
            byte c = FoldedText.isDigit(code[i]) ? code[i] : (byte) VIN_LETTERS.charAt(code[i] - 'A');
            if (c == '.') {
                return false;
            }
            sum += VIN_WEIGHTS[i] * (c - '0');
        }
        int check = sum % 11;
        return code[VIN_CHECK_AT] == (check == 10 ? 'X' : '0' + check);
    }
}
