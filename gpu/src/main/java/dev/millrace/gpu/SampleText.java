package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Text to test and to measure a tokenizer with, made of its own vocabulary. The same seed gives the same text.
 *
 * <p><b>Thread safety:</b> none.
 */
final class SampleText {
    private static final int DOCUMENT_BYTES = 4096;

    /** What pre-tokenizers and merges have been seen to stumble over; each is a document. */
    private static final List<String> HARD_CASES = List.of(
            "",
            " ",
            "\n",
            "a",
            "\u0000",
            "  \t \u00a0\u3000\u2003x",
            "\r\n\r\n \n\t\n  \r end\n\n",
            "x   \n   y\n \n",
            "it's we'LL I'm you'Ve they'd don'T 'twas '' 'S's \u2019s",
            "can't'll DON'T'VE o'clock's 'ſ 'ſs iſ'ſ K'\u212a",
            "HTTPServer camelCase XMLHttpRequest ABCdef aBcDeF ABC's",
            "ǅungla ǈubljana ǲ ʰʷ ª º ﬁﬂ ß ẞ İı",
            "1 12 123 1234 12345 1234567890123 3.14159 1,000,000 0x1F 1e-9 v2.0",
            "٠١٢٣٤٥ ५६७ Ⅷ ½¾ ²³ ① 四五六 ൦൧",
            "/path/to//file.txt /** comment */ // x\n#!/bin/sh\n<!-- -->&amp;",
            "{[(<>)]} ;;;; ===== ----- ~~~~ !!!??? ... …… «» „“ ¿¡ $€£¥ %‰ §¶ ©®™",
            "e\u0301 a\u0300\u0301\u0302 n\u0303o \u0301start Z\u0351\u036b\u0343 क्षि ส้ำ",
            "Москва́ — столица; Ελληνικά; עִבְרִית; العَرَبِيَّة; हिन्दी; ไทยคำ; ქართული",
            "東京都渋谷区、中文没有空格。한국어 띄어쓰기 ㅋㅋㅋ ひらがなカタカナー",
            "😀😃 👨‍👩‍👧‍👦 🇩🇪🇫🇷 👍🏽 ☺️ 𝔘𝔫𝔦 𐍈 \ud834\udd1e",
            "\ufeffbom \ufffd \u200b\u200c\u200d\u2060 \u00ad\u180e \u2028\u2029 \u0085",
            "<|endoftext|><|im_start|>user<|im_end|>[INST] </s> <s> <unk>",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

    private final Random random;
    private final List<byte[]> words = new ArrayList<>();

    /** Samples of {@code tokenizer}'s vocabulary. */
    SampleText(Tokenizer tokenizer, long seed) {
        random = new Random(seed);
        int[] one = new int[1];
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            one[0] = id;
            try {
                words.add(tokenizer.decode(one, 0, 1));
            } catch (IllegalArgumentException hole) {
                words.add(new byte[] {' '});
            }
        }
    }

    /** Adds the fixed strings, long runs of one character, and bytes that are not UTF-8. */
    void addHardCases(DocumentBatch batch) {
        HARD_CASES.forEach(text -> add(batch, text.getBytes(UTF_8)));
        for (String unit : List.of("a", " ", "\n", "1", "!", "中", "é", "\u0301", "ab ", " \n", "😀")) {
            for (int times : new int[] {2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 128, 129}) {
                add(batch, unit.repeat(times).getBytes(UTF_8));
            }
        }
        for (String unit : List.of("a", " ", "中", "z\u0301")) {
            add(batch, unit.repeat(1100).getBytes(UTF_8));
        }
        for (int length : new int[] {1, 3, 64, 1000}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            add(batch, bytes);
        }
    }

    /** Adds documents of about {@code bytes} bytes together in which every token is as likely as any other. */
    void addTokens(DocumentBatch batch, int bytes) {
        addWords(batch, bytes, () -> random.nextInt(words.size()));
    }

    /** Adds documents in which few tokens are frequent and most are rare, as in real text. */
    void addProse(DocumentBatch batch, int bytes) {
        addWords(batch, bytes, () -> (int) Math.pow(words.size(), random.nextDouble()) - 1);
    }

    private interface Choice {
        int next();
    }

    private void addWords(DocumentBatch batch, int bytes, Choice choice) {
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        for (int total = 0; total < bytes; ) {
            byte[] word = words.get(choice.next());
            document.writeBytes(word);
            total += word.length;
            if (document.size() >= DOCUMENT_BYTES || total >= bytes) {
                add(batch, document.toByteArray());
                document.reset();
            }
        }
    }

    private static void add(DocumentBatch batch, byte[] document) {
        batch.add(document, 0, document.length);
    }
}
