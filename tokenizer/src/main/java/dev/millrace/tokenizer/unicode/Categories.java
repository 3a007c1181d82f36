package dev.millrace.tokenizer.unicode;

import java.util.Map;
import java.util.TreeMap;

/** The names under which regular expressions know sets of general categories. */
public final class Categories {
    /** The two letters of each category, by number. */
    private static final String[] NAMES = {
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"
    };

    private static final Map<String, Integer> SETS = sets();

    private Categories() {}

    /** Number of categories. */
    static int count() {
        return NAMES.length;
    }

    /** The two-letter name of category {@code number}. */
    static String name(int number) {
        return NAMES[number];
    }

    /** The set of categories that {@code name} stands for, one bit each; 0 if there is none of that name. */
    public static int set(String name) {
        return SETS.getOrDefault(name, 0);
    }

    private static Map<String, Integer> sets() {
        Map<String, Integer> sets = new TreeMap<>();
        for (int number = 0; number < NAMES.length; number++) {
            sets.put(NAMES[number], 1 << number);
            sets.merge(NAMES[number].substring(0, 1), 1 << number, (a, b) -> a | b);
        }
        sets.put("LC", 1 << RegexClasses.LU | 1 << RegexClasses.LL | 1 << RegexClasses.LT);
        return sets;
    }
}
