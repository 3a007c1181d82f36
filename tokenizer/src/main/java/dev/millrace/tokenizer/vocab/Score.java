package dev.millrace.tokenizer.vocab;

/**
 * Numbers as the reference library reads them: the digits as one number of 64 bits, those that do not fit in left out,
 * then one multiplication or division by a power of ten. The last bit, which this may get wrong, can decide between
 * paths of equal tokens in another order.
 */
final class Score {
    private static final double[] POWERS = new double[309];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = Double.parseDouble("1e" + i);
        }
    }

    private Score() {}

    /** Reads a number of a JSON file. */
    static double parse(String number) {
        boolean negative = number.startsWith("-");
        long digits = 0;
        int exponent = 0;
        boolean full = false;
        boolean fraction = false;
        int i = negative ? 1 : 0;
        for (; i < number.length() && number.charAt(i) != 'e' && number.charAt(i) != 'E'; i++) {
            if (number.charAt(i) == '.') {
                fraction = true;
                continue;
            }
            int digit = number.charAt(i) - '0';
            full |= isTooMuch(digits, digit);
            if (!full) {
                digits = 10 * digits + digit;
                exponent -= fraction ? 1 : 0;
            } else if (!fraction) {
                exponent++;
            }
        }
        if (i < number.length()) {
            exponent += Integer.parseInt(number.substring(i + 1));
        }
        double value = scaled(unsigned(digits), exponent);
        return negative ? -value : value;
    }

    /** Whether ten times {@code digits} plus {@code digit} needs more than 64 bits. */
    private static boolean isTooMuch(long digits, int digit) {
        long most = Long.divideUnsigned(-1L, 10);
        int order = Long.compareUnsigned(digits, most);
        return order > 0 || order == 0 && digit > 5;
    }

    private static double unsigned(long digits) {
        return digits >= 0 ? digits : 2.0 * (digits >>> 1 | digits & 1);
    }

    private static double scaled(double value, int exponent) {
        double scaled = value;
        int left = exponent;
        while (left < -308 && scaled != 0) {
            scaled /= 1e308;
            left += 308;
        }
        int power = Math.min(308, Math.abs(left));
        return left >= 0 ? scaled * POWERS[power] : scaled / POWERS[power];
    }
}
