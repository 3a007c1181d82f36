package dev.millrace.tokenizer.unicode;

import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/**
 * Asks the Hugging Face library about every code point and writes the tables of this package. Run it by hand when the
 * pinned library changes; the argument is the resource folder of this package.
 */
final class UnicodeTableGenerator {
    private UnicodeTableGenerator() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        Files.write(folder.resolve("regex-classes.bin"), CodePointTable.pack(regexClasses()));
        Files.write(folder.resolve("text-classes.bin"), CodePointTable.pack(textClasses()));
        try (GraphemeProbe probe = new GraphemeProbe(c -> true)) {
            Files.write(folder.resolve("grapheme-classes.bin"), CodePointTable.pack(probe.classes()));
        }
    }

    static byte[] regexClasses() {
        byte[] all = new byte[CodePointTable.CODE_POINTS];
        for (int category = 0; category < Categories.count(); category++) {
            or(all, matches("\\p{" + Categories.name(category) + "}"), category);
        }
        for (int surrogate = 0xD800; surrogate < 0xE000; surrogate++) {
            all[surrogate] = RegexClasses.CS;
        }
        or(all, matches("\\s"), RegexClasses.WHITE_SPACE);
        or(all, matches("\\p{Alphabetic}"), RegexClasses.ALPHABETIC);
        or(all, matches("\\p{Han}"), RegexClasses.HAN);
        return all;
    }

    static byte[] textClasses() {
        byte[] all = new byte[CodePointTable.CODE_POINTS];
        or(all, isolated("{\"type\":\"Digits\",\"individual_digits\":true}"), TextClasses.NUMERIC);
        or(all, isolated("{\"type\":\"BertPreTokenizer\"}"), TextClasses.PUNCTUATION);
        or(all, mappedTo("", bert(true, false, false)), TextClasses.CONTROL);
        or(all, mappedTo(" ", bert(true, false, false)), TextClasses.CLEANED_SPACE);
        or(all, mappedTo("", bert(false, false, true)), TextClasses.NONSPACING_MARK);
        or(all, mappedTo("", "{\"type\":\"StripAccents\"}"), TextClasses.COMBINING_MARK);
        or(all, spaced(bert(false, true, false)), TextClasses.IDEOGRAPH);
        return all;
    }

    static BitSet matches(String regex) {
        return removed("{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" + regex.replace("\\", "\\\\")
                + "\"},\"behavior\":\"Removed\",\"invert\":false}");
    }

    static BitSet removed(String preTokenizer) {
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofPreTokenizer(preTokenizer)) {
            return oracle.removed();
        }
    }

    static BitSet isolated(String preTokenizer) {
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofPreTokenizer(preTokenizer)) {
            return oracle.isolated();
        }
    }

    private static BitSet mappedTo(String target, String normalizer) {
        String[] mapping = mapping(normalizer);
        BitSet set = new BitSet();
        for (int c = 0; c < mapping.length; c++) {
            if (target.equals(mapping[c])) {
                set.set(c);
            }
        }
        return set;
    }

    private static BitSet spaced(String normalizer) {
        String[] mapping = mapping(normalizer);
        BitSet set = new BitSet();
        for (int c = 0; c < mapping.length; c++) {
            if ((" " + Character.toString(c) + " ").equals(mapping[c])) {
                set.set(c);
            }
        }
        return set;
    }

    private static String[] mapping(String normalizer) {
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofNormalizer(normalizer)) {
            return oracle.mapping();
        }
    }

    private static String bert(boolean cleanText, boolean chinese, boolean stripAccents) {
        return "{\"type\":\"BertNormalizer\",\"clean_text\":" + cleanText + ",\"handle_chinese_chars\":" + chinese
                + ",\"strip_accents\":" + stripAccents + ",\"lowercase\":false}";
    }

    private static void or(byte[] all, BitSet set, int bits) {
        set.stream().forEach(c -> all[c] = (byte) (all[c] | bits));
    }
}
