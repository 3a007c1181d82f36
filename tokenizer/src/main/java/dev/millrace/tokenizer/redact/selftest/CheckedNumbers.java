package dev.millrace.tokenizer.redact.selftest;

import java.math.BigInteger;

/**
 * Makes numbers with check digits, as the bodies that issue them describe them.
 *
 * <p><b>Thread safety:</b> none.
 */
final class CheckedNumbers {
    private final RandomText random;

    CheckedNumbers(RandomText random) {
        this.random = random;
    }

    String card() {
        String[] prefixes = {"4", "51", "55", "2221", "6011", "34", "37"};
        String prefix = prefixes[random.below(prefixes.length)];
        boolean fifteen = prefix.startsWith("3");
        StringBuilder number = new StringBuilder(prefix);
        while (number.length() < (fifteen ? 14 : 15)) {
            number.append(random.below(10));
        }
        number.append(mod10CheckDigit(number.toString()));
        String sign = random.one(" ", "-", "");
        String grouped = fifteen
                ? String.join(sign, number.substring(0, 4), number.substring(4, 10), number.substring(10))
                : String.join(sign, groupsOfFour(number.toString()));
        return grouped;
    }

    /** The digit that makes the sum of all a multiple of ten, every second one from the right counting twice. */
    private static int mod10CheckDigit(String number) {
        int sum = 0;
        boolean twice = true;
        for (int i = number.length() - 1; i >= 0; i--, twice = !twice) {
            int digit = number.charAt(i) - '0';
            sum += twice ? digit * 2 / 10 + digit * 2 % 10 : digit;
        }
        return (1000 - sum) % 10;
    }

    String npi() {
        String nine = random.one("1", "2") + random.form("99999999");
        return nine + mod10CheckDigit("80840" + nine);
    }

    String nhs() {
        while (true) {
            String nine = random.form("199999999");
            int sum = 0;
            for (int i = 0; i < 9; i++) {
                sum += (nine.charAt(i) - '0') * (10 - i);
            }
            int check = (11 - sum % 11) % 11;
            if (check < 10) {
                String ten = nine + check;
                String grouped = ten.substring(0, 3) + " " + ten.substring(3, 6) + " " + ten.substring(6);
                return random.either() ? grouped : ten;
            }
        }
    }

    String iban() {
        String[] forms = {
            "DE999999999999999999",
            "GBAAAA99999999999999",
            "NLAAAA9999999999",
            "ES99999999999999999999",
            "FR99999999999AA9999999999",
            "BE999999999999",
            "CH99999999999999999"
        };
        String chosen = forms[random.below(forms.length)];
        String country = chosen.substring(0, 2);
        String account = random.form(chosen.substring(2));
        BigInteger rest = new BigInteger(asNumber(account + country + "00"));
        int check = 98 - rest.mod(BigInteger.valueOf(97)).intValue();
        String code = country + String.format("%02d", check) + account;
        return random.either() ? String.join(" ", groupsOfFour(code)) : code;
    }

    private static String asNumber(String code) {
        StringBuilder digits = new StringBuilder();
        code.chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return digits.toString();
    }

    /** The check digit is the ninth character; letters count as their places in three rows of a table. */
    String vin() {
        String weights = "8765432X098765432";
        StringBuilder code = new StringBuilder(random.form("1AAAA99999AA99999"));
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            char c = code.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : c <= 'H' ? c - 'A' + 1 : c <= 'R' ? c - 'J' + 1 : c - 'S' + 2;
            int weight = weights.charAt(i) == 'X' ? 10 : weights.charAt(i) - '0';
            sum += i == 8 ? 0 : value * weight;
        }
        code.setCharAt(8, "0123456789X".charAt(sum % 11));
        return code.toString();
    }

    /** Two letters, six digits, and the last digit of the sum of the odd ones and twice the even ones. */
    String dea() {
        String six = random.form("999999");
        int odd = six.charAt(0) + six.charAt(2) + six.charAt(4) - 3 * '0';
        int even = six.charAt(1) + six.charAt(3) + six.charAt(5) - 3 * '0';
        return random.one("A", "B", "F", "M") + random.form("A") + six + (odd + 2 * even) % 10;
    }

    /** Eleven digits and letters in a fixed order, without letters that look like digits. */
    String medicare() {
        String order = "1CX9CX9CC99";
        String letters = "ACDEFGHJKMNPQRTUVWXY";
        StringBuilder code = new StringBuilder();
        boolean dashes = random.either();
        for (int i = 0; i < order.length(); i++) {
            char kind = order.charAt(i);
            boolean letter = kind == 'C' || kind == 'X' && random.either();
            code.append(dashes && (i == 4 || i == 7) ? "-" : "")
                    .append(
                            letter
                                    ? String.valueOf(letters.charAt(random.below(letters.length())))
                                    : random.form(kind == 'X' ? "9" : String.valueOf(kind)));
        }
        return code.toString();
    }

    private static String[] groupsOfFour(String code) {
        String[] groups = new String[(code.length() + 3) / 4];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = code.substring(4 * i, Math.min(code.length(), 4 * i + 4));
        }
        return groups;
    }
}
