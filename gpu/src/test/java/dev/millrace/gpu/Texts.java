package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Text for the kernels, cut into segments. */
final class Texts {
    static final String ENGLISH = "corpora/english/moby_dick_1mb.txt";
    static final List<String> CORPORA = List.of(
            ENGLISH, "corpora/code/java_commons-lang3-3.14.0.java.txt", "corpora/multilingual/udhr_parallel.tsv");

    /** What expressions name, what is on the border of a class, and what has another length in UTF-8. */
    private static final String[] BITS = {
        "'s",
        "'S",
        "'\u017f",
        "'ll",
        "'LL",
        "'lL",
        "'re",
        "'rE",
        "'vE",
        "'d",
        "'",
        "''",
        " '",
        "l",
        "L",
        "E",
        "v",
        " ",
        "  ",
        "   ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "\u00a0",
        "\u3000",
        "\u2028",
        " \n ",
        "\u000b",
        "\u0085",
        "1",
        "12",
        "123",
        "1234",
        "\u0663",
        "\u00bd",
        "\u2167",
        "a",
        "B",
        "\u01c5",
        "\u02b0",
        "word",
        "Word",
        "WORD",
        "camelCase",
        "\u8a9e",
        "\u6771\u4eac",
        "e\u0301",
        "\u0301",
        "\u0301\u0301",
        "\ud83d\ude00",
        "\u200d",
        "\u212a",
        "/",
        "//",
        "/\n",
        "!",
        "!!",
        "!\n\n",
        "...\r\n",
        "#",
        "\u2026",
        "\u00df",
        "\u0130",
        "\u1e9e",
        "\0",
        "\u007f",
        "\u0e44\u0e17\u0e22",
        "\u0939\u093f\u0928",
        "\ufb01",
        "\uffff",
        "\ud840\udc00"
    };

    private Texts() {}

    /** A part of a corpus of about {@code bytes} bytes, from {@code from} on, whole characters only. */
    static byte[] corpus(String name, int from, int bytes) {
        try {
            byte[] all = Files.readAllBytes(SharedData.path(name));
            return Arrays.copyOfRange(all, character(all, from), character(all, Math.min(all.length, from + bytes)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Strings at random, made to be hard: runs, words of many lengths, everything that expressions name. */
    static byte[] nasty(Random random, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int length = 0; length < bytes; ) {
            String bit = BITS[random.nextInt(BITS.length)];
            int kind = random.nextInt(200);
            if (kind == 0) {
                bit = bit.repeat(1 + random.nextInt(60));
            } else if (kind < 6) {
                bit = letters(random, 1 + random.nextInt(kind == 1 ? 300 : 40));
            } else if (kind < 9) {
                bit = Character.toString(scalar(random));
            }
            text.append(bit);
            length += bit.getBytes(UTF_8).length;
        }
        return text.toString().getBytes(UTF_8);
    }

    private static int scalar(Random random) {
        int c = random.nextInt(random.nextBoolean() ? 0x3000 : 0x110000);
        return c >= 0xd800 && c < 0xe000 ? 0xfffd : c;
    }

    private static String letters(Random random, int n) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < n; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    /** Cuts text into segments of up to {@code most} bytes, some of them empty. */
    static List<byte[]> segments(Random random, byte[] text, int most) {
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < text.length; ) {
            int to = Math.max(from, character(text, Math.min(text.length, from + random.nextInt(most))));
            segments.add(Arrays.copyOfRange(text, from, to));
            from = to;
        }
        segments.add(new byte[0]);
        return segments;
    }

    private static int character(byte[] text, int i) {
        while (i > 0 && i < text.length && (text[i] & 0xc0) == 0x80) {
            i--;
        }
        return i;
    }
}
