package dev.millrace.tokenizer.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes lists of tokens that texts of law and finance are full of and that counting pairs does not find, after KL3M
 * (Bommarito, Katz and others, arXiv 2503.17247). Which tags and signs the lists have is our own choice.
 */
public final class CustomTokens {
    private static final Pattern RANGE = Pattern.compile("(years|numbers)(?::(\\d{1,6})-(\\d{1,6}))?");
    private static final int LONGEST_RUN = 8;
    private static final int MOST = 100_000;

    private static final List<String> TAGS = List.of(
            "a",
            "b",
            "blockquote",
            "body",
            "br",
            "caption",
            "center",
            "code",
            "div",
            "dl",
            "em",
            "font",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "head",
            "hr",
            "html",
            "i",
            "img",
            "input",
            "li",
            "link",
            "meta",
            "ol",
            "p",
            "pre",
            "script",
            "span",
            "strong",
            "style",
            "table",
            "td",
            "th",
            "title",
            "tr",
            "u",
            "ul");

    private CustomTokens() {}

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        return List.of(
                "enumerations",
                "html",
                "json",
                "markdown",
                "numbers[:FROM-TO]",
                "whitespace",
                "xml",
                "years[:FROM-TO]");
    }

    /**
     * The tokens of one list, sorted, none of them twice: {@code years} from 1776 to 2049, {@code numbers} from 10 to 999
     * (both with a range of their own after a colon), {@code enumerations} in parentheses by letters, numbers and Roman
     * numerals, {@code whitespace} runs of 2 to 8, and what {@code markdown}, {@code html}, {@code xml} and {@code json}
     * repeat.
     *
     * @throws IllegalArgumentException if there is no such list
     */
    public static List<String> named(String name) {
        Matcher range = RANGE.matcher(name);
        Stream<String> tokens = range.matches()
                ? numbers(range)
                : switch (name) {
                    case "enumerations" -> enumerations();
                    case "whitespace" -> Stream.concat(runs(" \t\r\n"), Stream.of("\r\n", "\t "));
                    case "markdown" -> markdown();
                    case "html" -> html();
                    case "xml" ->
                        Stream.of("<?xml", "?>", "<!--", "-->", "<![CDATA[", "]]>", "/>", " xmlns=", " xmlns:");
                    case "json" ->
                        Stream.of(
                                "{\"", "\"}", "[\"", "\"]", "\":", "\": ", "\",\"", "\", \"", "null", "true", "false");
                    default ->
                        throw new IllegalArgumentException(
                                "a list of tokens must be one of " + String.join(", ", names()) + ", got " + name);
                };
        return List.copyOf(new TreeSet<>(tokens.toList()));
    }

    /**
     * The parts, between white space, of the abbreviations in {@code lines}: reporters, journals, statutes. Lines that begin
     * with {@code #} are remarks.
     */
    public static List<String> citations(List<String> lines) {
        TreeSet<String> parts = new TreeSet<>();
        for (String line : lines) {
            if (!line.startsWith("#")) {
                parts.addAll(List.of(line.strip().split("\\s+")));
            }
        }
        parts.removeIf(part -> part.codePointCount(0, part.length()) < 2);
        return List.copyOf(parts);
    }

    private static Stream<String> numbers(Matcher range) {
        boolean years = range.group(1).equals("years");
        int from = range.group(2) == null ? (years ? 1776 : 10) : Integer.parseInt(range.group(2));
        int to = range.group(3) == null ? (years ? 2049 : 999) : Integer.parseInt(range.group(3));
        if (from > to || to - from >= MOST) {
            throw new IllegalArgumentException(
                    "a range must ascend and have at most " + MOST + " numbers, got " + range.group());
        }
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString);
    }

    private static Stream<String> enumerations() {
        List<String> marks = new ArrayList<>();
        IntStream.rangeClosed('a', 'z').forEach(letter -> marks.add(String.valueOf((char) letter)));
        marks.addAll(List.of("ii", "iii", "iv", "vi", "vii", "viii", "ix"));
        UnaryOperator<String> capital = mark -> mark.toUpperCase(Locale.ROOT);
        return Stream.of(
                        marks.stream(),
                        marks.stream().map(capital),
                        IntStream.rangeClosed(1, 99).mapToObj(Integer::toString))
                .flatMap(all -> all)
                .map(mark -> "(" + mark + ")");
    }

    private static Stream<String> runs(String characters) {
        return characters
                .chars()
                .boxed()
                .flatMap(c -> IntStream.rangeClosed(2, LONGEST_RUN)
                        .mapToObj(length -> String.valueOf((char) c.intValue()).repeat(length)));
    }

    private static Stream<String> markdown() {
        Stream<String> signs = Stream.of(
                "##",
                "###",
                "####",
                "#####",
                "######",
                "```",
                "![",
                "](",
                "http://",
                "https://",
                "ftp://",
                "www.",
                "mailto:",
                "tel:",
                "://");
        return Stream.concat(signs, runs(".-=_*~"));
    }

    private static Stream<String> html() {
        Stream<String> tags = TAGS.stream()
                .flatMap(tag -> Stream.of(tag, tag.toUpperCase(Locale.ROOT)))
                .flatMap(tag -> Stream.of("<" + tag, "</" + tag + ">"));
        Stream<String> attributes = Stream.of("align", "class", "href", "id", "name", "src", "style", "width")
                .map(attribute -> " " + attribute + "=");
        return Stream.concat(tags, attributes);
    }
}
