package dev.millrace.tokenizer.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bit-plane splitters against the scalar ones that define the result. */
class BlockSplitterTest {
    private static final boolean FULL =
            System.getProperty("millrace.tests", "quick").equals("full");
    /** Atoms that make the boundaries of words, blocks and windows meet every rule. */
    private static final String[] ATOMS = {
        "a", "b", "z", "s", "t", "S", "T", "A", "Q", "re", "LL", "Ve", "word", "Word", "WORD", "'", "'", "'s", "'S",
        "'ll", "'rE", "'\u017F", "\u017F", "0", "1", "22", "333", "4444", "55555", "٣", "½", "Ⅷ", " ", " ", " ", "  ",
        "   ", "\n", "\n", "\r\n", "\r", "\t", "\u000B", "\u0085", "\u00A0", "\u3000", "\u2028", "!", "!", "/", "//",
        ".", ",", "--", "“", "’", "。", "é", "É", "ß", "Ж", "ж", "ǅ", "中", "文", "ª", "ʰ", "\u0301", "\u0301", "\u0E31",
        "ก", "ा", "क", "😀", "𝐀", "𝐚", "𐒀", "\u200D", "\u0000", "\u007F", "ſ"
    };

    private static final byte[][] STRAY = {
        {(byte) 0xff},
        {(byte) 0x80},
        {(byte) 0xc3},
        {(byte) 0xe4, (byte) 0xb8},
        {(byte) 0xf0, (byte) 0x9f, (byte) 0x98},
        {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
        {(byte) 0xc0, (byte) 0xaf},
        {(byte) 0xf8}
    };

    static List<Splitter> splitters() {
        CharClasses classes = CharClasses.regex();
        return List.of(
                new Gpt2Splitter(classes),
                new Cl100kSplitter(classes, 3, true),
                new Cl100kSplitter(classes, 3, false),
                new Cl100kSplitter(classes, 1, false),
                new Cl100kSplitter(CharClasses.marksAsLetters(), 1, false),
                new O200kSplitter(classes),
                new O200kSplitter(classes, 1, false));
    }

    @ParameterizedTest
    @MethodSource("splitters")
    void cutsAsTheScalarSplitterDoes(Splitter splitter) {
        BlockSplitter reused = Objects.requireNonNull(splitter.newBlockSplitter());
        int rounds = FULL ? 2_000_000 : 60_000;
        for (int round = 0; round < rounds; round++) {
            long seed = round;
            byte[] text = text(new Random(seed));
            check(splitter, reused, text, "seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "\n",
                " \n",
                "a",
                "A",
                "中A",
                "中",
                "!\n/",
                "1",
                "٣",
                "'s",
                "don't've",
                "\u0301",
                "!\u0301",
                "x\u3000",
                "\t"
            })
    void cutsLongRunsAsTheScalarSplitterDoes(String unit) {
        for (Splitter splitter : splitters()) {
            for (int bytes : new int[] {4095, 4096, 4097, 4103, 4104, 8191, 12_300}) {
                String run = unit.repeat(bytes / unit.getBytes(UTF_8).length + 1);
                for (String tail : new String[] {"", "x", " x", "\nx", "中", "'s", "!"}) {
                    byte[] text = ("x" + run + tail).getBytes(UTF_8);
                    check(
                            splitter,
                            Objects.requireNonNull(splitter.newBlockSplitter()),
                            text,
                            unit + " to " + bytes + " and " + tail);
                }
            }
        }
    }

    private static void check(Splitter splitter, BlockSplitter blocks, byte[] text, String what) {
        int[] expected = new int[text.length + 1];
        int count = 0;
        for (int at = 0; at < text.length; at = splitter.next(text, at, text.length)) {
            expected[count++] = at;
        }
        int n = count;
        // A multiple of 64 and the look-ahead: nothing after the window decides about a word of planes that is
        // complete.
        for (int most : new int[] {BlockSplitter.WINDOW, 72}) {
            int[] actual = cut(splitter, blocks, text, most);
            assertThat(actual)
                    .as(() -> splitter.getClass().getSimpleName() + ", " + what + ", windows of " + most + ": <"
                            + new String(text, UTF_8) + ">")
                    .isEqualTo(Arrays.copyOf(expected, n));
        }
    }

    private static int[] cut(Splitter splitter, BlockSplitter blocks, byte[] text, int most) {
        int[] all = new int[text.length + 1];
        int[] starts = new int[BlockSplitter.MAX_STARTS];
        byte[] window = new byte[BlockSplitter.WINDOW + BlockSplitter.PADDING];
        Arrays.fill(window, (byte) 'w'); // what an earlier document has left must not matter
        int n = 0;
        int at = 0;
        while (at < text.length) {
            int length = Math.min(most, text.length - at);
            System.arraycopy(text, at, window, 0, length);
            int pieces = blocks.split(window, length, at + length == text.length, starts);
            for (int i = 0; i < pieces; i++) {
                all[n++] = at + starts[i];
            }
            if (pieces > 0) {
                at += starts[pieces];
            } else {
                all[n++] = at;
                at = splitter.next(text, at, text.length);
            }
        }
        return Arrays.copyOf(all, n);
    }

    private static byte[] text(Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int length = random.nextInt(20) == 0
                ? BlockSplitter.WINDOW - 70 + random.nextInt(140)
                : random.nextInt(random.nextBoolean() ? 20 : 200);
        // A few atoms each, so that rare neighbours become frequent.
        String[] few = new String[2 + random.nextInt(8)];
        Arrays.setAll(few, i -> ATOMS[random.nextInt(ATOMS.length)]);
        boolean stray = random.nextInt(10) == 0;
        while (text.size() < length) {
            if (stray && random.nextInt(10) == 0) {
                text.writeBytes(STRAY[random.nextInt(STRAY.length)]);
            }
            String atom = few[random.nextInt(few.length)];
            text.writeBytes(atom.repeat(random.nextInt(8) == 0 ? 1 + random.nextInt(70) : 1)
                    .getBytes(UTF_8));
        }
        return text.toByteArray();
    }
}
