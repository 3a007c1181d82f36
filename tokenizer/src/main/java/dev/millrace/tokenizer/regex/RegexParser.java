package dev.millrace.tokenizer.regex;

import dev.millrace.tokenizer.unicode.RegexClasses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Oniguruma's syntax, its Ruby-like default dialect, by recursive descent. */
final class RegexParser {
    /** Pairs that fold together with one character, such as ß with ss, so that ignoring case changes lengths. */
    private static final List<String> FOLDING_PAIRS = List.of("ss", "ff", "fi", "fl", "st");

    private final String regex;
    private int at;
    private boolean ignoreCase;
    private boolean dotAll;
    private boolean extended;

    private RegexParser(String regex) {
        this.regex = regex;
    }

    static Node parse(String regex) {
        RegexParser parser = new RegexParser(regex);
        Node node = parser.choice();
        if (parser.at < regex.length()) {
            throw parser.refuse("an unmatched )");
        }
        return node;
    }

    private UnsupportedRegexException refuse(String what) {
        return new UnsupportedRegexException(what, regex, at);
    }

    private Node choice() {
        boolean outerIgnoreCase = ignoreCase;
        boolean outerDotAll = dotAll;
        boolean outerExtended = extended;
        List<Node> options = new ArrayList<>();
        do {
            options.add(sequence());
        } while (take('|'));
        ignoreCase = outerIgnoreCase;
        dotAll = outerDotAll;
        extended = outerExtended;
        return options.size() == 1 ? options.get(0) : new Node.Choice(options);
    }

    private Node sequence() {
        List<Node> parts = new ArrayList<>();
        int lastLetter = -1;
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            int letterAt = at;
            Node atom = atom();
            if (atom == null) {
                continue;
            }
            lastLetter = refuseFolding(lastLetter, letterAt, atom);
            parts.add(repeated(atom));
        }
        return parts.size() == 1 ? parts.get(0) : new Node.Sequence(parts);
    }

    private int refuseFolding(int lastLetter, int letterAt, Node atom) {
        int letter = -1;
        if (ignoreCase && atom instanceof Node.One && at == letterAt + 1) {
            letter = Character.toLowerCase(regex.charAt(letterAt));
            if (lastLetter >= 0 && FOLDING_PAIRS.contains("" + (char) lastLetter + (char) letter)) {
                throw refuse("letters that fold together while case is ignored");
            }
        }
        return letter;
    }

    private Node repeated(Node atom) {
        Node node = atom;
        while (at < regex.length()) {
            int min;
            int max;
            int start = at;
            boolean interval = false;
            if (take('*')) {
                min = 0;
                max = Integer.MAX_VALUE;
            } else if (take('+')) {
                min = 1;
                max = Integer.MAX_VALUE;
            } else if (take('?')) {
                min = 0;
                max = 1;
            } else if (peek('{')) {
                int[] bounds = bounds();
                if (bounds.length == 0) {
                    at = start;
                    return node;
                }
                min = bounds[0];
                max = bounds[1];
                interval = true;
            } else {
                return node;
            }
            node = new Node.Repeat(node, min, max, mode(interval));
        }
        return node;
    }

    /** After an interval, Oniguruma takes {@code +} for another repetition, not for a possessive one. */
    private Node.Mode mode(boolean interval) {
        if (take('?')) {
            return Node.Mode.LAZY;
        }
        if (!interval && take('+')) {
            return Node.Mode.POSSESSIVE;
        }
        return Node.Mode.GREEDY;
    }

    /** {@code {n}}, {@code {n,}}, {@code {,m}} or {@code {n,m}}; empty if the brace is literal. */
    private int[] bounds() {
        at++;
        int min = number();
        int max = min;
        boolean comma = take(',');
        if (comma) {
            max = number();
        }
        if (!take('}') || min < 0 && max < 0) {
            return new int[0];
        }
        min = Math.max(min, 0);
        max = max < 0 ? Integer.MAX_VALUE : max;
        if (min > max || max != Integer.MAX_VALUE && max > 1000 || min > 1000) {
            throw refuse("an interval that runs backwards or beyond 1000");
        }
        return new int[] {min, max};
    }

    private int number() {
        int start = at;
        while (at < regex.length() && at - start < 6 && regex.charAt(at) >= '0' && regex.charAt(at) <= '9') {
            at++;
        }
        return at == start ? -1 : Integer.parseInt(regex.substring(start, at));
    }

    /** One atom; null for what stands for nothing, such as a comment. */
    private @Nullable Node atom() {
        int c = regex.codePointAt(at);
        switch (c) {
            case '(' -> {
                at++;
                return group();
            }
            case '[' -> {
                at++;
                return one(characterClass());
            }
            case '.' -> {
                at++;
                return new Node.One(
                        dotAll ? CharSet.of(d -> true) : CharSet.single('\n').not());
            }
            case '^' -> {
                at++;
                return new Node.Anchor(Node.Kind.LINE_START);
            }
            case '$' -> {
                at++;
                return new Node.Anchor(Node.Kind.LINE_END);
            }
            case '\\' -> {
                at++;
                return escape();
            }
            case '*', '+', '?' -> throw refuse("a repetition of nothing");
            default -> {
                at += Character.charCount(c);
                if (extended && (Character.isWhitespace(c) || c == '#')) {
                    while (c == '#' && at < regex.length() && regex.charAt(at) != '\n') {
                        at++;
                    }
                    return null;
                }
                return one(CharSet.single(c));
            }
        }
    }

    private Node one(CharSet set) {
        if (!ignoreCase) {
            return new Node.One(set);
        }
        CharSet folded = set.ignoringCase();
        if (folded == null) {
            throw refuse("characters outside ASCII while case is ignored");
        }
        return new Node.One(folded);
    }

    private @Nullable Node group() {
        if (!take('?')) {
            return close(choice());
        }
        if (take(':')) {
            return close(choice());
        }
        if (take('=')) {
            return new Node.Look(close(choice()), false, false);
        }
        if (take('!')) {
            return new Node.Look(close(choice()), false, true);
        }
        if (take('>')) {
            return new Node.Atomic(close(choice()));
        }
        if (take('#')) {
            while (at < regex.length() && regex.charAt(at) != ')') {
                at++;
            }
            return take(')') ? null : close(new Node.Sequence(List.of()));
        }
        if (peek('<')) {
            at++;
            if (take('=')) {
                return new Node.Look(close(choice()), true, false);
            }
            if (take('!')) {
                return new Node.Look(close(choice()), true, true);
            }
            return named('>');
        }
        if (take('\'')) {
            return named('\'');
        }
        return flags();
    }

    private Node named(char end) {
        while (at < regex.length() && regex.charAt(at) != end) {
            at++;
        }
        at++;
        return close(choice());
    }

    /** {@code (?i:...)} for a group, {@code (?i)} for the rest of the group around it. */
    private Node flags() {
        boolean outerIgnoreCase = ignoreCase;
        boolean outerDotAll = dotAll;
        boolean outerExtended = extended;
        boolean on = true;
        for (; at < regex.length() && regex.charAt(at) != ':' && regex.charAt(at) != ')'; at++) {
            switch (regex.charAt(at)) {
                case '-' -> on = false;
                case 'i' -> ignoreCase = on;
                case 'm' -> dotAll = on;
                case 'x' -> extended = on;
                default -> throw refuse("the group (?" + regex.charAt(at));
            }
        }
        if (take(')')) {
            // Everything up to the end of the enclosing group, alternatives included, is within these flags.
            Node rest = choice();
            ignoreCase = outerIgnoreCase;
            dotAll = outerDotAll;
            extended = outerExtended;
            return rest;
        }
        at++;
        Node body = close(choice());
        ignoreCase = outerIgnoreCase;
        dotAll = outerDotAll;
        extended = outerExtended;
        return body;
    }

    private Node close(Node body) {
        if (!take(')')) {
            throw refuse("an unmatched (");
        }
        return body;
    }

    private Node escape() {
        int letter = next();
        return switch (letter) {
            case 'A' -> new Node.Anchor(Node.Kind.TEXT_START);
            case 'z' -> new Node.Anchor(Node.Kind.TEXT_END);
            case 'Z' -> new Node.Anchor(Node.Kind.TEXT_END_OR_LAST_LINE);
            case 'b' -> new Node.Anchor(Node.Kind.WORD_BOUNDARY);
            case 'B' -> new Node.Anchor(Node.Kind.NO_WORD_BOUNDARY);
            case 'R' ->
                new Node.Atomic(new Node.Choice(List.of(
                        new Node.Sequence(
                                List.of(new Node.One(CharSet.single('\r')), new Node.One(CharSet.single('\n')))),
                        new Node.One(CharSet.range(0x0A, 0x0D)
                                .or(CharSet.single(0x85))
                                .or(CharSet.range(0x2028, 0x2029))))));
            case 'N' -> new Node.One(CharSet.single('\n').not());
            case 'O' -> new Node.One(CharSet.of(c -> true));
            default -> {
                CharSet set = escapedSet(letter, false);
                yield one(set != null ? set : CharSet.single(escapedCharacter(letter)));
            }
        };
    }

    /** Between brackets, Oniguruma takes {@code \w} from another table, which has no superscript digits. */
    private @Nullable CharSet escapedSet(int letter, boolean bracketed) {
        if (bracketed && (letter == 'w' || letter == 'W')) {
            CharSet word = CharSet.of(RegexClasses::isWord);
            return letter == 'w' ? word : word.not();
        }
        if (letter != 'p' && letter != 'P') {
            return CharSet.escape(letter);
        }
        int end = peek('{') ? regex.indexOf('}', at) : -1;
        if (end < 0) {
            throw refuse("\\" + (char) letter + " without braces");
        }
        String name = regex.substring(at + 1, end);
        boolean negated = name.startsWith("^");
        CharSet set = CharSet.property(negated ? name.substring(1) : name);
        if (set == null) {
            throw refuse("the class \\p{" + name + "}");
        }
        at = end + 1;
        return negated != (letter == 'P') ? set.not() : set;
    }

    private int escapedCharacter(int letter) {
        switch (letter) {
            case 'n' -> {
                return '\n';
            }
            case 'r' -> {
                return '\r';
            }
            case 't' -> {
                return '\t';
            }
            case 'f' -> {
                return '\f';
            }
            case 'v' -> {
                return 0x0B;
            }
            case 'a' -> {
                return 0x07;
            }
            case 'e' -> {
                return 0x1B;
            }
            case 'x' -> {
                if (take('{')) {
                    int end = regex.indexOf('}', at);
                    int c = hex(end - at);
                    at++;
                    return c;
                }
                int c = hex(2);
                if (c > 0x7F) {
                    throw refuse("a byte of a character");
                }
                return c;
            }
            case 'u' -> {
                return hex(4);
            }
            default -> {
                if (letter == '0' && !(at < regex.length() && Character.isDigit(regex.charAt(at)))) {
                    return 0;
                }
                if (Character.isLetterOrDigit(letter)) {
                    throw refuse("the escape \\" + Character.toString(letter));
                }
                return letter;
            }
        }
    }

    private int hex(int digits) {
        if (digits < 1 || digits > 6 || at + digits > regex.length()) {
            throw refuse("a malformed number");
        }
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(regex.charAt(at + i), 16);
            if (digit < 0) {
                throw refuse("a malformed number");
            }
            value = value << 4 | digit;
        }
        at += digits;
        return value;
    }

    /** What stands between brackets, the opening one being read. */
    private CharSet characterClass() {
        boolean negated = take('^');
        CharSet all = null;
        CharSet set = null;
        boolean first = true;
        while (first || !peek(']')) {
            if (at >= regex.length()) {
                throw refuse("an unmatched [");
            }
            if (regex.startsWith("&&", at)) {
                at += 2;
                CharSet left = set == null ? CharSet.of(c -> false) : set;
                all = all == null ? left : all.and(left);
                set = null;
            } else {
                CharSet item = classItem();
                set = set == null ? item : set.or(item);
            }
            first = false;
        }
        at++;
        CharSet last = set == null ? CharSet.of(c -> false) : set;
        CharSet result = all == null ? last : all.and(last);
        return negated ? result.not() : result;
    }

    private CharSet classItem() {
        if (regex.startsWith("[:", at)) {
            CharSet posix = posix();
            if (posix != null) {
                return posix;
            }
        }
        if (take('[')) {
            return characterClass();
        }
        int from = next();
        if (from == '\\') {
            int letter = next();
            CharSet set = escapedSet(letter, true);
            if (set != null) {
                return set;
            }
            from = letter == 'b' ? 0x08 : escapedCharacter(letter);
        }
        if (!peek('-') || at + 1 >= regex.length() || regex.charAt(at + 1) == ']') {
            return CharSet.single(from);
        }
        at++;
        if (peek('[')) {
            throw refuse("a range to a class");
        }
        int to = next();
        if (to == '\\') {
            int letter = next();
            if (CharSet.escape(letter) != null || letter == 'p' || letter == 'P') {
                throw refuse("a range to a class");
            }
            to = letter == 'b' ? 0x08 : escapedCharacter(letter);
        }
        if (to < from) {
            throw refuse("a range that runs backwards");
        }
        return CharSet.range(from, to);
    }

    private @Nullable CharSet posix() {
        int end = regex.indexOf(":]", at);
        if (end < 0) {
            return null;
        }
        String name = regex.substring(at + 2, end);
        boolean negated = name.startsWith("^");
        CharSet set = CharSet.property(negated ? name.substring(1) : name);
        if (set == null) {
            throw refuse("the class [:" + name + ":]");
        }
        at = end + 2;
        return negated ? set.not() : set;
    }

    private int next() {
        if (at >= regex.length()) {
            throw refuse("an end in the middle");
        }
        int c = regex.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private boolean peek(char c) {
        return at < regex.length() && regex.charAt(at) == c;
    }

    private boolean take(char c) {
        if (peek(c)) {
            at++;
            return true;
        }
        return false;
    }
}
