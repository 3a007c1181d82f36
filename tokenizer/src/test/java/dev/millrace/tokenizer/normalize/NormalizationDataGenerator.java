package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks the Hugging Face library what its normalizers do with every code point and writes {@code normalization.bin}. Run
 * it by hand when the pinned library changes; the argument is the resource folder of this package.
 */
final class NormalizationDataGenerator {
    /** One mark of each combining class, in ascending order: facts of the Unicode Character Database. */
    private static final int[][] CLASS_MARKS = {
        {1, 0x334},
        {7, 0x93C},
        {8, 0x3099},
        {9, 0x94D},
        {10, 0x5B0},
        {11, 0x5B1},
        {12, 0x5B2},
        {13, 0x5B3},
        {14, 0x5B4},
        {15, 0x5B5},
        {16, 0x5B6},
        {17, 0x5B7},
        {18, 0x5B8},
        {19, 0x5B9},
        {20, 0x5BB},
        {21, 0x5BC},
        {22, 0x5BD},
        {23, 0x5BF},
        {24, 0x5C1},
        {25, 0x5C2},
        {26, 0xFB1E},
        {27, 0x64B},
        {28, 0x64C},
        {29, 0x64D},
        {30, 0x64E},
        {31, 0x64F},
        {32, 0x650},
        {33, 0x651},
        {34, 0x652},
        {35, 0x670},
        {36, 0x711},
        {84, 0xC55},
        {91, 0xC56},
        {103, 0xE38},
        {107, 0xE48},
        {118, 0xEB8},
        {122, 0xEC8},
        {129, 0xF71},
        {130, 0xF72},
        {132, 0xF74},
        {202, 0x321},
        {214, 0x1DCE},
        {216, 0x31B},
        {218, 0x302A},
        {220, 0x316},
        {222, 0x59A},
        {224, 0x302E},
        {226, 0x1D16D},
        {228, 0x5AE},
        {230, 0x300},
        {232, 0x315},
        {233, 0x35C},
        {234, 0x35D},
        {240, 0x345}
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final HuggingFaceOracle nfd = HuggingFaceOracle.ofNormalizer("{\"type\":\"NFD\"}");
    private final HuggingFaceOracle nfc = HuggingFaceOracle.ofNormalizer("{\"type\":\"NFC\"}");

    public static void main(String[] arguments) throws IOException {
        Files.write(Path.of(arguments[0]).resolve("normalization.bin"), new NormalizationDataGenerator().generate());
    }

    byte[] generate() {
        String[] canonical = nfd.mapping();
        String[] compatible = mapping("NFKD");
        Map<Integer, String> differing = new TreeMap<>();
        changes(compatible).forEach((c, to) -> {
            if (!to.equals(canonical[c])) {
                differing.put(c, to);
            }
        });
        writeMap(withoutHangul(changes(canonical)));
        writeMap(differing);
        writeMap(changes(mapping("Lowercase")));
        writeClasses(canonical);
        writeCompositions(withoutHangul(changes(canonical)));
        return out.toByteArray();
    }

    private static String[] mapping(String type) {
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofNormalizer("{\"type\":\"" + type + "\"}")) {
            return oracle.mapping();
        }
    }

    private static Map<Integer, String> changes(String[] mapping) {
        Map<Integer, String> changes = new TreeMap<>();
        for (int c = 0; c < mapping.length; c++) {
            if (mapping[c] != null && !mapping[c].equals(Character.toString(c))) {
                changes.put(c, mapping[c]);
            }
        }
        return changes;
    }

    private static Map<Integer, String> withoutHangul(Map<Integer, String> map) {
        map.keySet().removeIf(c -> c >= 0xAC00 && c <= 0xD7A3);
        return map;
    }

    private void writeMap(Map<Integer, String> map) {
        writeNumber(map.size());
        int last = 0;
        for (Map.Entry<Integer, String> entry : map.entrySet()) {
            writeNumber(entry.getKey() - last);
            last = entry.getKey();
            int[] to = entry.getValue().codePoints().toArray();
            writeNumber(to.length);
            for (int c : to) {
                writeNumber(c);
            }
        }
    }

    /** A character is of the class of the mark with which it changes places on neither side. */
    private void writeClasses(String[] canonical) {
        TreeMap<Integer, Integer> classes = new TreeMap<>();
        for (int c = 0x300; c < canonical.length; c++) {
            if (Character.toString(c).equals(canonical[c]) && c < 0x30000 && isNonstarter(c)) {
                classes.put(c, combiningClass(c));
            }
        }
        writeNumber(classes.size());
        int last = 0;
        for (Map.Entry<Integer, Integer> entry : classes.entrySet()) {
            writeNumber(entry.getKey() - last);
            last = entry.getKey();
            writeNumber(1);
            writeNumber(entry.getValue());
        }
    }

    private boolean isNonstarter(int c) {
        return reorders(0x345, c) || reorders(c, 0x334) || c == 0x345 || reorders(c, 0x300) || reorders(0x300, c);
    }

    private int combiningClass(int c) {
        for (int[] mark : CLASS_MARKS) {
            if (mark[1] == c || !reorders(mark[1], c) && !reorders(c, mark[1])) {
                return mark[0];
            }
        }
        throw new IllegalStateException(String.format("U+%04X is of no known combining class", c));
    }

    private boolean reorders(int first, int second) {
        String text = new String(new int[] {first, second}, 0, 2);
        return !nfd.normalize(text).equals(text);
    }

    /** The pair that composes to a character is its decomposition with all but the last character composed. */
    private void writeCompositions(Map<Integer, String> canonical) {
        TreeMap<Long, Integer> compositions = new TreeMap<>();
        canonical.forEach((c, decomposition) -> {
            if (nfc.normalize(Character.toString(c)).equals(Character.toString(c))) {
                int lastStart = decomposition.offsetByCodePoints(decomposition.length(), -1);
                String first = nfc.normalize(decomposition.substring(0, lastStart));
                if (first.codePointCount(0, first.length()) != 1) {
                    throw new IllegalStateException(String.format("U+%04X does not compose from a pair", c));
                }
                compositions.put((long) first.codePointAt(0) << 32 | decomposition.codePointAt(lastStart), c);
            }
        });
        writeNumber(compositions.size());
        int last = 0;
        for (Map.Entry<Long, Integer> entry : compositions.entrySet()) {
            int first = (int) (entry.getKey() >>> 32);
            writeNumber(first - last);
            last = first;
            writeNumber((int) (long) entry.getKey());
            writeNumber(entry.getValue());
        }
    }

    private void writeNumber(int number) {
        for (; number >= 128; number >>>= 7) {
            out.write(number & 127 | 128);
        }
        out.write(number);
    }
}
