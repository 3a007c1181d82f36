package dev.millrace.tokenizer.unicode;

import dev.millrace.tokenizer.oracle.CharsMap;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Finds out how the reference library cuts text into grapheme clusters. A {@code Precompiled} normalizer that knows a
 * letter replaces a whole cluster that begins with it, if that is short, and else only the letter: so whether a mark
 * after it is gone tells whether the mark stood in a short cluster, that is, whether something before the letter joined.
 */
final class GraphemeProbe implements AutoCloseable {
    private static final String KA = "\u0915";
    private static final String VIRAMA = "\u094D";
    private static final String JOINER = "\u200D";
    private static final String PICTURE = "\u00A9";
    private static final String MARK = "\u0301";
    private static final int LINES = 2048;

    private final HuggingFaceOracle oracle;
    private final BitSet asked = new BitSet();

    /** Asks about the code points that pass {@code wanted}. */
    GraphemeProbe(IntPredicate wanted) {
        Map<String, String> map = new TreeMap<>();
        for (String key : new String[] {"a", KA, PICTURE, "\uAC00", "\u1161", "\u11A8"}) {
            map.put(key, "#");
        }
        map.put(MARK, "y");
        oracle = HuggingFaceOracle.ofNormalizer(
                "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" + CharsMap.of(map) + "\"}");
        for (int c = 0; c < CodePointTable.CODE_POINTS; c++) {
            if ((c < 0xD800 || c > 0xDFFF)
                    && c != 'a'
                    && c != '\n'
                    && wanted.test(c)) { // 'a' and lines are used to ask
                asked.set(c);
            }
        }
    }

    boolean asks(int codePoint) {
        return asked.get(codePoint);
    }

    /** The class of every code point that is asked about; 0 elsewhere. */
    byte[] classes() {
        byte[] classes = new byte[CodePointTable.CODE_POINTS];
        BitSet controls = where(asked, "", MARK + "\u0302", line -> !line.endsWith("\u0302"));
        set(classes, controls, GraphemeClusters.CONTROL);
        BitSet rest = minus(asked, controls);
        BitSet joining = where(rest, "a", "", line -> line.equals("#"));
        setJoining(classes, joining);
        rest = minus(rest, joining);
        set(classes, joinsNext(rest, "", "a"), GraphemeClusters.PREPEND);
        set(classes, joinsNext(rest, "", VIRAMA + KA), GraphemeClusters.CONSONANT);
        set(classes, where(rest, PICTURE + JOINER, "", line -> line.contains(JOINER)), GraphemeClusters.PICTOGRAPH);
        setHangul(classes, minus(rest, joinsNext(rest, "", "a")));
        classes['\n'] = GraphemeClusters.CONTROL;
        return classes;
    }

    private void setJoining(byte[] classes, BitSet joining) {
        BitSet extend = joinsNext(joining, PICTURE, JOINER + PICTURE);
        BitSet linkers = joinsNext(joining, KA, KA);
        BitSet inConjunct = joinsNext(joining, KA, VIRAMA + KA);
        joining.stream().forEach(c -> {
            if (c == 0x200D) {
                classes[c] = GraphemeClusters.JOINER;
            } else if (!extend.get(c)) {
                classes[c] = GraphemeClusters.SPACING_MARK;
            } else if (linkers.get(c)) {
                classes[c] = GraphemeClusters.LINKER;
            } else {
                classes[c] = inConjunct.get(c) ? GraphemeClusters.EXTEND : GraphemeClusters.EXTEND_ALONE;
            }
        });
    }

    private void setHangul(byte[] classes, BitSet rest) {
        BitSet leading = joinsNext(rest, "", "\uAC00");
        BitSet beforeVowel = joinsNext(rest, "", "\u1161");
        BitSet beforeTrailing = joinsNext(rest, "", "\u11A8");
        rest.stream().forEach(c -> {
            boolean syllable = c >= 0xAC00 && c <= 0xD7A3;
            if (leading.get(c)) {
                classes[c] = GraphemeClusters.LEADING_JAMO;
            } else if (beforeVowel.get(c)) {
                classes[c] = syllable ? GraphemeClusters.SYLLABLE : GraphemeClusters.VOWEL_JAMO;
            } else if (beforeTrailing.get(c)) {
                classes[c] = syllable ? GraphemeClusters.CLOSED_SYLLABLE : GraphemeClusters.TRAILING_JAMO;
            }
        });
    }

    /** Those after which the letter at the end of {@code before + c + after} is in a cluster that began before it. */
    private BitSet joinsNext(BitSet codePoints, String before, String after) {
        return where(codePoints, before, after + MARK, line -> line.endsWith("y"));
    }

    /** Those for which {@code before + c + after} becomes a line that passes {@code test}. */
    private BitSet where(BitSet codePoints, String before, String after, Predicate<String> test) {
        BitSet found = new BitSet();
        int[] all = codePoints.stream().toArray();
        for (int from = 0; from < all.length; from += LINES) {
            int to = Math.min(all.length, from + LINES);
            StringBuilder text = new StringBuilder();
            for (int i = from; i < to; i++) {
                text.append(before).appendCodePoint(all[i]).append(after).append('\n');
            }
            String[] lines = oracle.normalize(text.toString()).split("\n", -1);
            if (lines.length != to - from + 1) {
                throw new IllegalStateException(
                        "lines must stay lines, but do not from U+" + Integer.toHexString(all[from]));
            }
            for (int i = from; i < to; i++) {
                if (test.test(lines[i - from])) {
                    found.set(all[i]);
                }
            }
        }
        return found;
    }

    private static BitSet minus(BitSet all, BitSet without) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(without);
        return rest;
    }

    private static void set(byte[] classes, BitSet codePoints, byte class_) {
        codePoints.stream().forEach(c -> classes[c] = class_);
    }

    @Override
    public void close() {
        oracle.close();
    }
}
