package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.Cl100kSplitter;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No word may reach over a boundary that the tables call certain. */
class CertainBoundariesTest {
    /** One or more of each class, and all that expressions name; the long s is an s where case is ignored. */
    private static final int[] SYMBOLS = {
        '\'', '/', ' ', '\t', '\n', '\r', '1', 'x', 'l', 'L', 'r', 'e', 'E', 'X', 's', 0x17f, 0x8a9e, 0x301, '!'
    };

    private static final int LENGTH = TestSettings.isFull() ? 6 : 5;

    enum Expression {
        GPT2(KnownPatterns.GPT2, SplitKind.GPT2, 0),
        CL100K(KnownPatterns.tiktokenCl100k(), SplitKind.CL100K, 3),
        LLAMA3(KnownPatterns.llama3(), SplitKind.CL100K, 3),
        QWEN2(KnownPatterns.qwen2(), SplitKind.CL100K, 1),
        QWEN3_5(KnownPatterns.qwen35(), SplitKind.CL100K, 1),
        O200K(KnownPatterns.tiktokenO200k(), SplitKind.O200K, 3),
        TEKKEN(KnownPatterns.tekken(), SplitKind.O200K, 1);

        private final String regex;
        private final SplitKind kind;
        private final int digits;

        Expression(String regex, SplitKind kind, int digits) {
            this.regex = regex;
            this.kind = kind;
            this.digits = digits;
        }

        Splitter splitter() {
            return Objects.requireNonNull(KnownPatterns.find(regex, CharClasses.regex()));
        }

        /** Java's own regular expressions: another hand, though the class of some characters depends on the JDK. */
        Pattern java() {
            return Pattern.compile(regex.replace("(?i:", "(?iu:"));
        }

        int[] table() {
            return CertainBoundaries.table(kind, digits);
        }

        /** The class of a character, as the kernels are told. */
        int group(int codePoint) {
            CharClasses classes = splitter() instanceof Cl100kSplitter cl100k ? cl100k.classes() : CharClasses.regex();
            return CertainBoundaries.classOf(codePoint, classes.of(codePoint));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noWordReachesOverACertainBoundaryInAnyShortString(Expression expression) {
        Splitter splitter = expression.splitter();
        int[] table = expression.table();
        int[] groups = Arrays.stream(SYMBOLS).map(expression::group).toArray();
        byte[][] utf8 = Arrays.stream(SYMBOLS)
                .mapToObj(c -> Character.toString(c).getBytes(UTF_8))
                .toArray(byte[][]::new);
        byte[] text = new byte[3 * LENGTH];
        int[] symbols = new int[LENGTH];
        long strings = 0;
        do {
            int length = 0;
            long certain = 0;
            for (int i = 0; i < LENGTH; i++) {
                if (i > 0 && (table[groups[symbols[i - 1]]] >> groups[symbols[i]] & 1) != 0) {
                    certain |= 1L << length;
                }
                for (byte b : utf8[symbols[i]]) {
                    text[length++] = b;
                }
            }
            check(splitter, text, length, certain);
            strings++;
        } while (advance(symbols));
        assertThat(strings).isEqualTo((long) Math.pow(SYMBOLS.length, LENGTH));
    }

    private static void check(Splitter splitter, byte[] text, int length, long certain) {
        for (int at = 0; at < length; ) {
            int next = splitter.next(text, at, length);
            // Bits after the start and before the end of the word.
            if ((certain & (-2L << at) & (1L << next) - 1) != 0) {
                assertThat(new String(text, 0, length, UTF_8))
                        .as("a word from byte %s to %s", at, next)
                        .isEqualTo("cut at all certain boundaries");
            }
            at = next;
        }
    }

    /** Goes on to the next string; false after the last one. */
    private static boolean advance(int[] symbols) {
        int i = 0;
        while (i < LENGTH && ++symbols[i] == SYMBOLS.length) {
            symbols[i++] = 0;
        }
        return i < LENGTH;
    }

    @ParameterizedTest
    @EnumSource
    void noWordOfJavasExpressionsDoesInLongerOnes(Expression expression) {
        long seed = TestSettings.seed();
        Random random = new Random(seed);
        int[] table = expression.table();
        int[] groups = new int[1 << 16];
        for (int symbol : SYMBOLS) {
            groups[symbol] = expression.group(symbol);
        }
        Matcher words = expression.java().matcher("");
        for (int round = 0; round < (TestSettings.isFull() ? 2_000_000 : 60_000); round++) {
            StringBuilder text = new StringBuilder();
            int n = 3 + random.nextInt(30);
            for (int i = 0; i < n; i++) {
                text.append((char) SYMBOLS[random.nextInt(SYMBOLS.length)]);
            }
            for (words.reset(text); words.find(); ) {
                for (int i = words.start() + 1; i < words.end(); i++) {
                    assertThat(table[groups[text.charAt(i - 1)]] >> groups[text.charAt(i)] & 1)
                            .as("certain at %s of %s, seed %s", i, text, seed)
                            .isZero();
                }
            }
        }
    }
}
