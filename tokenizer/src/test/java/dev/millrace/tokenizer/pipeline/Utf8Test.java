package dev.millrace.tokenizer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The block-wise check against the check of one character after the other. */
class Utf8Test {
    private static final int[] EDGES = {
        0, 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFF, 0x1000, 0xCFFF, 0xD000, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000,
        0x3FFFF, 0x40000, 0xFFFFF, 0x100000, 0x10FFFF
    };

    @Test
    void findsTheFirstMalformedByteWhereverItIs() {
        for (int seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            int length = random.nextInt(80);
            boolean clean = random.nextBoolean();
            while (text.size() < length) {
                switch (random.nextInt(clean ? 3 : 5)) {
                    case 0 -> text.write('x');
                    case 1, 2 ->
                        text.writeBytes(Character.toString(EDGES[random.nextInt(EDGES.length)])
                                .getBytes(UTF_8));
                    case 3 -> {
                        byte[] character = Character.toString(EDGES[random.nextInt(EDGES.length)])
                                .getBytes(UTF_8);
                        character[random.nextInt(character.length)] ^= (byte) (1 << random.nextInt(8));
                        text.writeBytes(character);
                    }
                    default -> text.writeBytes("some words between ".getBytes(UTF_8));
                }
            }
            byte[] bytes = text.toByteArray();
            int from = bytes.length == 0 ? 0 : random.nextInt(Math.min(bytes.length, 3));
            assertThat(Utf8.firstMalformed(bytes, from, bytes.length))
                    .as("seed " + seed)
                    .isEqualTo(oneByOne(bytes, from));
        }
    }

    /** Every lead byte before every second one, at all places of a block, in text long enough for bit planes. */
    @Test
    void findsEveryMalformedPairInLongTexts() {
        Utf8Check check = new Utf8Check();
        Random random = new Random(7);
        byte[] thirds = {0x7F, (byte) 0x80, (byte) 0xBF, (byte) 0xC0};
        for (int lead = 0x80; lead < 0x100; lead++) {
            for (int second = 0; second < 0x100; second++) {
                byte[] text = longText(random);
                int at = random.nextInt(text.length - 4);
                text[at] = (byte) lead;
                text[at + 1] = (byte) second;
                text[at + 2] = thirds[random.nextInt(4)];
                text[at + 3] = thirds[random.nextInt(4)];
                assertThat(check.firstMalformed(text, 0, text.length))
                        .as("lead %x, second %x, at %d", lead, second, at)
                        .isEqualTo(oneByOne(text, 0));
            }
        }
    }

    @Test
    void takesLongTextsThatAreWellFormed() {
        Utf8Check check = new Utf8Check();
        Random random = new Random(8);
        for (int round = 0; round < 5_000; round++) {
            byte[] text = longText(random);
            assertThat(check.firstMalformed(text, 0, text.length)).isEqualTo(-1);
            int to = text.length - random.nextInt(5);
            assertThat(check.firstMalformed(Arrays.copyOf(text, to), 0, to))
                    .isEqualTo(oneByOne(Arrays.copyOf(text, to), 0));
        }
    }

    /** 1,024 to 9,000 bytes of well-formed text, of few different characters. */
    private static byte[] longText(Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        int length = 1024 + random.nextInt(random.nextInt(10) == 0 ? 8_000 : 300);
        while (text.size() < length) {
            text.writeBytes(Character.toString(EDGES[random.nextInt(EDGES.length)])
                    .repeat(1 + random.nextInt(40))
                    .getBytes(UTF_8));
        }
        return text.toByteArray();
    }

    private static int oneByOne(byte[] text, int from) {
        for (int i = from; i < text.length; ) {
            int length = Utf8.wellFormed(text, i, text.length);
            if (length <= 0) {
                return i;
            }
            i += length;
        }
        return -1;
    }
}
