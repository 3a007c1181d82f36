package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The definition, word for word: everything is counted anew for each merge. Tokens are strings with one character per
 * byte; a special token is a string that begins with U+0100.
 */
final class NaiveMerger implements ReferenceMerger {
    static final char SPECIAL = '\u0100';

    private static final Pattern PIECE = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?[\\p{L}\\p{M}]+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern WORD = Pattern.compile("\\S+", Pattern.UNICODE_CHARACTER_CLASS);

    private final BoundaryMode mode;
    private final Set<String> base;
    private final Map<Pair, Boolean> allowed = new HashMap<>();
    private final List<List<String>> rows = new ArrayList<>();

    NaiveMerger(BoundaryMode mode, Set<String> base, List<List<String>> rows) {
        this.mode = mode;
        this.base = base;
        rows.forEach(row -> this.rows.add(new ArrayList<>(row)));
    }

    record Pair(String left, String right) {}

    @Override
    public List<List<String>> rows() {
        return rows;
    }

    @Override
    public Map.@Nullable Entry<Pair, Integer> step(int minCount) {
        Map<Pair, Integer> counts = new LinkedHashMap<>();
        for (List<String> row : rows) {
            for (int i = 0; i + 1 < row.size(); i++) {
                Pair pair = new Pair(row.get(i), row.get(i + 1));
                if (mayMerge(pair)) {
                    counts.merge(pair, 1, Integer::sum);
                }
            }
        }
        Map.Entry<Pair, Integer> best = null;
        for (Map.Entry<Pair, Integer> entry : counts.entrySet()) {
            if (best == null || entry.getValue() > best.getValue()) {
                best = entry;
            }
        }
        if (best == null || best.getValue() < minCount) {
            return null;
        }
        Pair pair = best.getKey();
        rows.forEach(row -> replace(row, pair));
        return best;
    }

    /** Replaces the pair in a row, from left to right. */
    static void replace(List<String> row, Pair pair) {
        for (int i = 0; i + 1 < row.size(); i++) {
            if (row.get(i).equals(pair.left()) && row.get(i + 1).equals(pair.right())) {
                row.set(i, pair.left() + pair.right());
                row.remove(i + 1);
            }
        }
    }

    /** Whether two tokens may become one. */
    boolean mayMerge(Pair pair) {
        return allowed.computeIfAbsent(pair, this::isAllowed);
    }

    private boolean isAllowed(Pair pair) {
        String x = pair.left();
        String y = pair.right();
        if (x.charAt(0) == SPECIAL || y.charAt(0) == SPECIAL) {
            return false;
        }
        String s = x + y;
        if (s.substring(1).matches("(?s).*[ \n\t].*")) {
            if (s.equals("\n\n") || !s.matches("[ \n\t]*")) {
                return false;
            }
        }
        if (mode == BoundaryMode.SENTENCE) {
            return true;
        }
        String text;
        try {
            text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(s.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return true;
        }
        if (mode == BoundaryMode.PRETOKENS) {
            Matcher matcher = PIECE.matcher(text);
            return matcher.find() && matcher.start() == 0 && matcher.end() == text.length();
        }
        if (WORD.matcher(text).results().count() != 1) {
            return false;
        }
        return mode == BoundaryMode.WORD || isPunctuation(x) || !isPunctuation(y) || y.equals("-");
    }

    private boolean isPunctuation(String token) {
        return base.contains(token) && token.matches("(?s).*[!-/:-@\\[-`{-~].*") && !token.matches("(?s).*[0-9].*");
    }
}
