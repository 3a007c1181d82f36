package dev.millrace.tokenizer.oracle;

import java.util.Random;

/** Seeded text that mixes what normalizers and pre-tokenizers find hard. */
public final class RandomText {
    private static final int[][] RANGES = {
        {' ', ' '},
        {' ', '~'},
        {'a', 'z'},
        {'A', 'Z'},
        {'0', '9'},
        {0, 0x20},
        {0x80, 0xFF},
        {0x100, 0x24F},
        {0x300, 0x36F},
        {0x370, 0x3FF},
        {0x400, 0x4FF},
        {0x590, 0x5FF},
        {0x600, 0x6FF},
        {0x900, 0x97F},
        {0x980, 0xDFF},
        {0xE00, 0xEFF},
        {0xF00, 0xFFF},
        {0x1000, 0x109F},
        {0x1100, 0x11FF},
        {0x1AB0, 0x1AFF},
        {0x1E00, 0x1EFF},
        {0x1F00, 0x1FFF},
        {0x2000, 0x206F},
        {0x2070, 0x214F},
        {0x2150, 0x23FF},
        {0x2460, 0x24FF},
        {0x2580, 0x2590},
        {0x3000, 0x30FF},
        {0x3200, 0x33FF},
        {0x3400, 0x9FFF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFB00, 0xFDFF},
        {0xFE00, 0xFFFF},
        {0x10000, 0x10FFF},
        {0x11000, 0x119FF},
        {0x16D60, 0x16D6F},
        {0x1D100, 0x1D2FF},
        {0x1D400, 0x1D7FF},
        {0x1E000, 0x1EFFF},
        {0x1F300, 0x1F9FF},
        {0x20000, 0x2FA1F},
        {0xE0000, 0xE01EF},
        {0xE000, 0xF8FF},
        {0x10FF00, 0x10FFFF}
    };
    private static final String[] SNIPPETS = {
        "'s",
        "'T",
        "'re",
        "'\u017F",
        " don't",
        "\r\n",
        "\n\n",
        "  ",
        "\t ",
        "\u00A0",
        "\u3000",
        "e\u0301",
        "\u00BD",
        "\uFB03",
        "\u1E9B\u0323",
        "\u0130",
        "\u03A3",
        "\u0958",
        "\u0CCB",
        "\u1100\u1161\u11A8",
        "\uAC00\u11A8",
        "12345",
        " 3.14",
        "...",
        "hello",
        " World",
        "\u4F60\u597D",
        "\u3053\u3093",
        "\u0645\u0631\u062D\u0628\u0627",
        "\u2581",
        "\u200D",
        "\uD83D\uDC69\u200D\uD83D\uDCBB",
        "<|endoftext|>",
        "<s>",
        "[CLS]",
        "[MASK]",
        "</s>",
        "<unk>",
        "http://x.y/z?q=1"
    };

    private final Random random;

    /** Text from {@code random}. */
    public RandomText(Random random) {
        this.random = random;
    }

    /** About {@code length} characters. */
    public String next(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int choice = random.nextInt(10);
            if (choice == 0) {
                text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
            } else if (choice == 1) {
                run(text);
            } else {
                int[] range = RANGES[random.nextInt(RANGES.length)];
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    append(text, range[0] + random.nextInt(range[1] - range[0] + 1));
                }
            }
        }
        return text.toString();
    }

    private void run(StringBuilder text) {
        int[] range = RANGES[random.nextInt(RANGES.length)];
        int c = range[0] + random.nextInt(range[1] - range[0] + 1);
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            append(text, c);
        }
    }

    private static void append(StringBuilder text, int c) {
        if (c < 0xD800 || c > 0xDFFF) {
            text.appendCodePoint(c);
        }
    }
}
