package dev.millrace.tokenizer.regex;

import dev.millrace.tokenizer.unicode.Categories;
import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A set of code points, with a bitmap for ASCII.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class CharSet {
    private final Test test;
    private final long low;
    private final long high;

    /** Membership of a code point. */
    @FunctionalInterface
    interface Test {
        boolean has(int codePoint);
    }

    private CharSet(Test test) {
        this.test = test;
        long lowBits = 0;
        long highBits = 0;
        for (int c = 0; c < 64; c++) {
            lowBits |= test.has(c) ? 1L << c : 0;
            highBits |= test.has(c + 64) ? 1L << c : 0;
        }
        low = lowBits;
        high = highBits;
    }

    static CharSet of(Test test) {
        return new CharSet(test);
    }

    boolean has(int c) {
        if (c < 64) {
            return (low >>> c & 1) != 0;
        }
        return c < 128 ? (high >>> c & 1) != 0 : test.has(c);
    }

    CharSet or(CharSet other) {
        return of(c -> has(c) || other.has(c));
    }

    CharSet and(CharSet other) {
        return of(c -> has(c) && other.has(c));
    }

    CharSet not() {
        return of(c -> !has(c));
    }

    static CharSet single(int c) {
        return of(d -> d == c);
    }

    static CharSet range(int from, int to) {
        return of(c -> c >= from && c <= to);
    }

    static CharSet categories(int set) {
        return of(c -> RegexClasses.isIn(set, c) && c <= Character.MAX_CODE_POINT);
    }

    /**
     * ASCII letters in both cases, with the two characters outside ASCII that fold to one.
     *
     * @return null if the set has other letters, whose folding is not known here
     */
    @Nullable
    CharSet ignoringCase() {
        for (int c = 128; c <= Character.MAX_CODE_POINT; c++) {
            if (test.has(c)) {
                return null;
            }
        }
        return of(c -> {
            if (c == 0x17F) {
                return has('s') || has('S');
            }
            if (c == 0x212A) {
                return has('k') || has('K');
            }
            return c < 128 && (has(c) || isLetter(c) && has(c ^ 0x20));
        });
    }

    private static boolean isLetter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    /** The class of {@code \d}, {@code \s}, {@code \w} or {@code \h}, or of their capitals; null if it is another. */
    static @Nullable CharSet escape(int letter) {
        CharSet set = switch (Character.toLowerCase(letter)) {
            case 'd' -> categories(1 << RegexClasses.ND);
            case 's' -> of(RegexClasses::isWhiteSpace);
            case 'w' -> of(RegexClasses::isOnigurumaWord);
            case 'h' -> of(c -> Character.digit(c, 16) >= 0 && c < 128);
            default -> null;
        };
        return set != null && Character.isUpperCase(letter) ? set.not() : set;
    }

    private static final Map<String, String> LONG_NAMES = Map.ofEntries(
            Map.entry("letter", "L"),
            Map.entry("uppercaseletter", "Lu"),
            Map.entry("lowercaseletter", "Ll"),
            Map.entry("titlecaseletter", "Lt"),
            Map.entry("modifierletter", "Lm"),
            Map.entry("otherletter", "Lo"),
            Map.entry("mark", "M"),
            Map.entry("combiningmark", "M"),
            Map.entry("nonspacingmark", "Mn"),
            Map.entry("spacingmark", "Mc"),
            Map.entry("enclosingmark", "Me"),
            Map.entry("number", "N"),
            Map.entry("decimalnumber", "Nd"),
            Map.entry("letternumber", "Nl"),
            Map.entry("othernumber", "No"),
            Map.entry("punctuation", "P"),
            Map.entry("connectorpunctuation", "Pc"),
            Map.entry("dashpunctuation", "Pd"),
            Map.entry("openpunctuation", "Ps"),
            Map.entry("closepunctuation", "Pe"),
            Map.entry("initialpunctuation", "Pi"),
            Map.entry("finalpunctuation", "Pf"),
            Map.entry("otherpunctuation", "Po"),
            Map.entry("symbol", "S"),
            Map.entry("mathsymbol", "Sm"),
            Map.entry("currencysymbol", "Sc"),
            Map.entry("modifiersymbol", "Sk"),
            Map.entry("othersymbol", "So"),
            Map.entry("separator", "Z"),
            Map.entry("spaceseparator", "Zs"),
            Map.entry("lineseparator", "Zl"),
            Map.entry("paragraphseparator", "Zp"),
            Map.entry("other", "C"),
            Map.entry("control", "Cc"),
            Map.entry("format", "Cf"),
            Map.entry("privateuse", "Co"),
            Map.entry("unassigned", "Cn"));

    /** The class {@code \p{name}} or {@code [[:name:]]}; null if the name is not known here. */
    static @Nullable CharSet property(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
        String category = LONG_NAMES.get(plain);
        if (category == null && plain.length() <= 2 && !plain.isEmpty()) {
            category = plain.equals("lc") ? "LC" : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
        }
        if (category != null) {
            int set = Categories.set(category);
            return set == 0 ? null : categories(set);
        }
        return switch (plain) {
            case "any" -> of(c -> true);
            case "ascii" -> range(0, 0x7F);
            case "han" -> flag(RegexClasses.HAN);
            case "alphabetic", "alpha" -> flag(RegexClasses.ALPHABETIC);
            case "whitespace", "space" -> flag(RegexClasses.WHITE_SPACE);
            case "digit" -> categories(1 << RegexClasses.ND);
            case "alnum" -> flag(RegexClasses.ALPHABETIC).or(categories(1 << RegexClasses.ND));
            case "punct" -> categories(RegexClasses.PUNCTUATION | RegexClasses.SYMBOL);
            case "cntrl" -> categories(1 << RegexClasses.CC);
            case "word" -> of(RegexClasses::isWord);
            case "xdigit" -> of(c -> c < 128 && Character.digit(c, 16) >= 0);
            case "blank" -> single('\t').or(categories(1 << RegexClasses.ZS));
            case "graph" -> graph();
            case "print" -> graph().or(categories(1 << RegexClasses.ZS));
            default -> null;
        };
    }

    private static CharSet flag(int flag) {
        return of(c -> (RegexClasses.of(c) & flag) != 0);
    }

    private static CharSet graph() {
        return of(c -> c <= Character.MAX_CODE_POINT
                && !RegexClasses.isWhiteSpace(c)
                && !RegexClasses.isIn(1 << RegexClasses.CC | 1 << RegexClasses.CN | 1 << RegexClasses.CS, c));
    }
}
