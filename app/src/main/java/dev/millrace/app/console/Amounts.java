package dev.millrace.app.console;

import java.util.Locale;

/** Numbers as people read them. Decimal units: 1 MB is 1,000,000 bytes. */
public final class Amounts {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Amounts() {}

    /** A count with thousands separators, such as {@code 1,234,567}. */
    public static String count(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }

    /** A size with at most one decimal, such as {@code 999 B} or {@code 1.2 MB}. */
    public static String bytes(long n) {
        double value = n;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** A count with at most one decimal, such as {@code 999} or {@code 1.2 M}. */
    public static String rounded(double n) {
        if (n < 1000) {
            return String.format(Locale.ROOT, "%.0f", n);
        }
        return n < 999_950
                ? String.format(Locale.ROOT, "%.1f k", n / 1e3)
                : String.format(Locale.ROOT, "%.1f M", n / 1e6);
    }

    /** A ratio with two decimals, or {@code -} if nothing was divided. */
    public static String ratio(long dividend, long divisor) {
        return divisor == 0 ? "-" : String.format(Locale.ROOT, "%.2f", (double) dividend / divisor);
    }
}
