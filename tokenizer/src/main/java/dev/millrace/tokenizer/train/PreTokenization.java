package dev.millrace.tokenizer.train;

import dev.millrace.tokenizer.regex.Regex;
import dev.millrace.tokenizer.regex.UnsupportedRegexException;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How text is cut into pieces: when learning, and when encoding with what was learnt.
 *
 * @param learning cuts the documents that merges are learnt from
 * @param patterns expressions whose matches are pieces when encoding, each applied within the pieces of the one before;
 *     none means that a text is one piece
 * @param inexpressible why no {@code tokenizer.json} can say how to encode, or null if one can
 * @param fractionGroup digits of a group where numbers are cut first and fractions from the left, which only a {@code
 *     millrace.json} can say; {@code patterns} then come after it. 0 otherwise
 */
public record PreTokenization(
        PieceCutter learning,
        List<String> patterns,
        @Nullable String inexpressible,
        int fractionGroup) {
    private static final Map<String, String> KNOWN = new TreeMap<>(Map.of(
            "gpt2", KnownPatterns.GPT2,
            "cl100k", KnownPatterns.llama3(),
            "qwen2", KnownPatterns.qwen2(),
            "o200k", KnownPatterns.tiktokenO200k()));

    /** Leaves texts whole. */
    public static final PreTokenization NONE = new PreTokenization(PieceCutter.WHOLE, List.of(), null, 0);

    /** What SuperBPE's second stage keeps apart: numbers, runs of signs, and spaces before a space or the end. */
    public static final PreTokenization SUPERWORDS =
            ofPattern("\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]{2,}[\\r\\n/]*| +(?!\\S)");

    /** Copies the list. */
    public PreTokenization {
        patterns = List.copyOf(patterns);
    }

    /** The names that {@link #named} knows. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(KNOWN.keySet());
        names.add("none");
        return names;
    }

    /**
     * The expression of a well-known tokenizer.
     *
     * @throws IllegalArgumentException if the name is not one of {@link #names}
     */
    public static PreTokenization named(String name) {
        if (name.equals("none")) {
            return NONE;
        }
        String pattern = KNOWN.get(name);
        if (pattern == null) {
            throw new IllegalArgumentException(
                    "a pre-tokenizer must be one of " + String.join(", ", names()) + ", got " + name);
        }
        return ofPattern(pattern);
    }

    /**
     * Matches of an expression are pieces, and so is what lies between them.
     *
     * @throws IllegalArgumentException if the expression has no native form
     */
    public static PreTokenization ofPattern(String pattern) {
        Splitter splitter = KnownPatterns.find(pattern, CharClasses.regex());
        if (splitter != null) {
            return new PreTokenization(PieceCutter.of(splitter), List.of(pattern), null, 0);
        }
        try {
            return new PreTokenization(PieceCutter.isolating(Regex.compile(pattern)), List.of(pattern), null, 0);
        } catch (UnsupportedRegexException e) {
            throw new IllegalArgumentException("a pattern must have a native form: " + e.getMessage(), e);
        }
    }

    /**
     * Cuts numbers first, in groups of {@code group} digits from the right.
     *
     * @param fractionsFromLeft whether digits after a decimal point are grouped from the left, which no
     *     {@code tokenizer.json} can say
     */
    public PreTokenization withDigitGroups(int group, boolean fractionsFromLeft) {
        PieceCutter cutter = new DigitGroups(group, fractionsFromLeft).then(learning);
        if (fractionsFromLeft) {
            return new PreTokenization(cutter, patterns, "digits grouped by whether they are a fraction", group);
        }
        List<String> all = new ArrayList<>(List.of(DigitGroups.pattern(group)));
        all.addAll(patterns);
        return new PreTokenization(cutter, all, inexpressible, fractionGroup);
    }

    /** Learns from random chunks of characters instead; encodes texts whole. */
    public static PreTokenization randomChunks(ChunkLengths lengths, long seed) {
        return new PreTokenization(new RandomChunks(lengths, seed), List.of(), null, 0);
    }

    /**
     * Learns from blocks of {@code size} bytes, of one document at most {@code most} (0 for all), those with the smallest
     * hashes; encodes documents whole. For documents that are bytes.
     *
     * @throws IllegalArgumentException if {@code size} is less than 1 or {@code most} less than 0
     */
    public static PreTokenization blocks(int size, int most) {
        return new PreTokenization(new Blocks(size, most), List.of(), null, 0);
    }
}
