package dev.millrace.tokenizer.redact.selftest;

import java.util.Random;

/**
 * Random words, numbers and codes.
 *
 * <p><b>Thread safety:</b> none.
 */
final class RandomText {
    private static final String CAPITALS = "ABCDEFGHJKLMNPRSTUVWXYZ";

    private final Random random;

    RandomText(Random random) {
        this.random = random;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean either() {
        return random.nextBoolean();
    }

    String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Digits, letters and signs for {@code 9}, {@code A} and other characters of {@code form}; {@code 1} is not zero. */
    String form(String form) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            text.append(
                    switch (c) {
                        case '9' -> String.valueOf(random.nextInt(10));
                        case '1' -> String.valueOf(between(1, 9));
                        case 'A' -> String.valueOf(CAPITALS.charAt(random.nextInt(CAPITALS.length())));
                        default -> String.valueOf(c);
                    });
        }
        return text.toString();
    }
}
