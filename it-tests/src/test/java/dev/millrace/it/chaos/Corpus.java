package dev.millrace.it.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;

/**
 * Documents of realistic lengths and scripts, each a pure function of seed and index, so that nobody need keep them.
 * Lengths are log-normal: half are below about 900 bytes, one in a hundred above about 10 kB.
 */
public final class Corpus {
    private static final String[] WORDS = {
        "the",
        "of",
        "and",
        "stream",
        "partition",
        "commit",
        "don't",
        "they'll",
        "Hello",
        "WORLD",
        "tokenization",
        "internationalization",
        "return",
        "public",
        "static",
        "final",
        "int",
        "for",
        "while",
        "null",
        "0",
        "42",
        "1984",
        "3.14159",
        "1,000,000",
        "x86_64",
        "ğüşiöç",
        "İstanbul",
        "değirmen",
        "straße",
        "naïve",
        "Ελλάδα",
        "Москва",
        "吾輩は猫である",
        "名前はまだ無い",
        "한국어",
        "مرحبا",
        "שלום",
        "नमस्ते",
        "👩‍👩‍👧",
        "🚀",
        "é",
        "\u017fix"
    };
    private static final String[] GAPS = {
        " ", " ", " ", " ", " ", "  ", "\n", "\n\n", ", ", ". ", "; ", "\t", "(", ") ", "\r\n", "    "
    };

    private final long seed;

    /** The corpus of a seed. */
    public Corpus(long seed) {
        this.seed = seed;
    }

    /** Content of document {@code index}: UTF-8 text, unlike that of any other index. */
    public byte[] content(int index) {
        Random random = new Random(seed * 1_000_003L + index);
        int length = (int) Math.min(40_000, Math.exp(6.8 + 1.05 * random.nextGaussian()));
        StringBuilder text = new StringBuilder(length + 64)
                .append("Document ")
                .append(index)
                .append(GAPS[random.nextInt(GAPS.length)]);
        while (text.length() < length) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(GAPS[random.nextInt(GAPS.length)]);
        }
        return text.toString().getBytes(UTF_8);
    }
}
