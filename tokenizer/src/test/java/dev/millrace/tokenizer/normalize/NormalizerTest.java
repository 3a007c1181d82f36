package dev.millrace.tokenizer.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NormalizerTest {

    static Stream<Arguments> normalizers() {
        return Stream.of(
                Arguments.of("{\"type\":\"NFC\"}", UnicodeForm.NFC),
                Arguments.of("{\"type\":\"NFD\"}", UnicodeForm.NFD),
                Arguments.of("{\"type\":\"NFKC\"}", UnicodeForm.NFKC),
                Arguments.of("{\"type\":\"NFKD\"}", UnicodeForm.NFKD),
                Arguments.of("{\"type\":\"Lowercase\"}", CharacterNormalizer.LOWERCASE),
                Arguments.of("{\"type\":\"StripAccents\"}", Filter.ACCENTS),
                Arguments.of("{\"type\":\"Nmt\"}", NormalizerSequence.nmt()),
                Arguments.of("{\"type\":\"ByteLevel\"}", CharacterNormalizer.BYTE_LEVEL),
                Arguments.of(bert(true, true, true, true), new BertNormalizer(true, true, true, true)),
                Arguments.of(bert(true, true, false, false), new BertNormalizer(true, true, false, false)),
                Arguments.of(bert(false, false, true, true), new BertNormalizer(false, false, true, true)),
                Arguments.of("{\"type\":\"Prepend\",\"prepend\":\"▁x\"}", new Prepend("▁x")),
                Arguments.of("{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}", new Strip(true, true)),
                Arguments.of("{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}", new Strip(false, true)),
                Arguments.of(
                        "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"▁\"}",
                        new Replace(Replace.literal(" "), "▁")),
                Arguments.of(
                        "{\"type\":\"Replace\",\"pattern\":{\"String\":\"é\"},\"content\":\"\"}",
                        new Replace(Replace.literal("é"), "")),
                Arguments.of(
                        "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKD\"},{\"type\":\"StripAccents\"},"
                                + "{\"type\":\"Lowercase\"},{\"type\":\"Prepend\",\"prepend\":\"▁\"}]}",
                        new NormalizerSequence(List.of(
                                UnicodeForm.NFKD, Filter.ACCENTS, CharacterNormalizer.LOWERCASE, new Prepend("▁")))));
    }

    private static String bert(boolean cleanText, boolean chinese, boolean stripAccents, boolean lowercase) {
        return "{\"type\":\"BertNormalizer\",\"clean_text\":" + cleanText + ",\"handle_chinese_chars\":" + chinese
                + ",\"strip_accents\":" + stripAccents + ",\"lowercase\":" + lowercase + "}";
    }

    /** In the short form only what has tables of its own. */
    static Stream<Arguments> sweptNormalizers() {
        return normalizers()
                .filter(arguments -> TestSettings.isFull()
                        || arguments.get()[1] instanceof UnicodeForm
                        || arguments.get()[1] == CharacterNormalizer.LOWERCASE
                        || arguments.get()[1] == Filter.ACCENTS
                        || arguments.get()[0].equals(bert(true, true, true, true)));
    }

    @ParameterizedTest
    @MethodSource("sweptNormalizers")
    void everyCodePointAndItsOffsetsEqualTheReference(String json, Normalizer normalizer) {
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofNormalizer(json)) {
            for (int base = 0; base < 0x110000; base += 1024) {
                StringBuilder text = new StringBuilder();
                for (int c = base; c < base + 1024; c++) {
                    if (HuggingFaceOracle.isAsked(c)) {
                        text.append("#0").appendCodePoint(c);
                    }
                }
                if (!text.isEmpty()) {
                    assertSame(oracle, normalizer, text.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void randomTextAndItsOffsetsEqualTheReference(String json, Normalizer normalizer) {
        RandomText texts = new RandomText(new Random(TestSettings.seed()));
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofNormalizer(json)) {
            for (int i = 0; i < (TestSettings.isFull() ? 50_000 : 800); i++) {
                assertSame(oracle, normalizer, texts.next(i % 60));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void textThatIsLeftAloneStaysAsItIs(String json, Normalizer normalizer) {
        RandomText texts = new RandomText(new Random(TestSettings.seed()));
        for (int i = 0; i < 5_000; i++) {
            byte[] text = texts.next(i % 8).getBytes(UTF_8);
            if (normalizer.leavesAlone(text, 0, text.length)) {
                NormalizedText normalized = new NormalizedText(false);
                normalized.reset(text, 0, text.length);
                normalizer.apply(normalized);
                assertThat(Arrays.copyOf(normalized.bytes(), normalized.length()))
                        .isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void textIsTheSameWithAndWithoutOffsets(String json, Normalizer normalizer) {
        RandomText texts = new RandomText(new Random(TestSettings.seed()));
        NormalizedText plain = new NormalizedText(false);
        NormalizedText aligned = new NormalizedText(true);
        for (int i = 0; i < 5_000; i++) {
            byte[] text = texts.next(i % 60).getBytes(UTF_8);
            plain.reset(text, 0, text.length);
            normalizer.apply(plain);
            aligned.reset(text, 0, text.length);
            normalizer.apply(aligned);
            assertThat(Arrays.copyOf(plain.bytes(), plain.length()))
                    .as(() -> new String(text, UTF_8))
                    .isEqualTo(Arrays.copyOf(aligned.bytes(), aligned.length()));
        }
    }

    @ParameterizedTest
    @MethodSource("normalizers")
    void illFormedBytesPassThrough(String json, Normalizer normalizer) {
        Random random = new Random(TestSettings.seed());
        for (int i = 0; i < 3_000; i++) {
            byte[] text = new byte[random.nextInt(12)];
            for (int k = 0; k < text.length; k++) {
                text[k] = (byte) (0x80 + random.nextInt(0x80));
            }
            NormalizedText plain = new NormalizedText(false);
            plain.reset(text, 0, text.length);
            normalizer.apply(plain);
            NormalizedText aligned = new NormalizedText(true);
            aligned.reset(text, 0, text.length);
            normalizer.apply(aligned);
            assertThat(Arrays.copyOf(aligned.bytes(), aligned.length()))
                    .isEqualTo(Arrays.copyOf(plain.bytes(), plain.length()));
        }
    }

    @Test
    void offsetsPointToTheOriginal() {
        assertOffsets(UnicodeForm.NFKC, "a½b", "a1⁄2b", 0, 1, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 3, 4);
        assertOffsets(UnicodeForm.NFKC, "ﬁ", "fi", 0, 3, 0, 3);
        assertOffsets(new BertNormalizer(false, false, true, false), "é!", "e!", 0, 2, 2, 3);
        assertOffsets(new Prepend("_"), "ab", "_ab", 0, 1, 0, 1, 1, 2);
    }

    private static void assertOffsets(Normalizer normalizer, String text, String expected, int... offsets) {
        byte[] utf8 = text.getBytes(UTF_8);
        NormalizedText normalized = new NormalizedText(true);
        normalized.reset(utf8, 0, utf8.length);
        normalizer.apply(normalized);
        assertThat(new String(normalized.bytes(), 0, normalized.length(), UTF_8))
                .isEqualTo(expected);
        List<Integer> actual = new ArrayList<>();
        for (int i = 0; i < normalized.length(); i++) {
            actual.add(normalized.start(i));
            actual.add(normalized.end(i));
        }
        assertThat(actual).containsExactly(Arrays.stream(offsets).boxed().toArray(Integer[]::new));
    }

    private static void assertSame(HuggingFaceOracle oracle, Normalizer normalizer, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        NormalizedText normalized = new NormalizedText(true);
        normalized.reset(utf8, 0, utf8.length);
        normalizer.apply(normalized);
        String expected = oracle.normalize(text);
        String actual = new String(normalized.bytes(), 0, normalized.length(), UTF_8);
        assertThat(actual).as("normalized <%s> %s", text, hex(text)).isEqualTo(expected);
        assertThat(new String(normalizer.normalize(utf8, 0, utf8.length), UTF_8))
                .isEqualTo(expected);
        int[] codePointAt = codePointNumbers(text, utf8.length);
        int[][] spans = oracle.spans(text);
        for (int i = 0; i < spans.length; i++) {
            int start = codePointAt[normalized.start(i)];
            int end = codePointAt[normalized.end(i)];
            if (start != spans[i][0] || end != spans[i][1]) {
                assertThat(List.of(start, end))
                        .as("span of byte %d of <%s>, made of <%s> %s", i, actual, text, hex(text))
                        .containsExactly(spans[i][0], spans[i][1]);
            }
        }
    }

    private static int[] codePointNumbers(String text, int bytes) {
        int[] numbers = new int[bytes + 1];
        int at = 0;
        int number = 0;
        for (int c : text.codePoints().toArray()) {
            numbers[at] = number++;
            at += Character.toString(c).getBytes(UTF_8).length;
        }
        numbers[at] = number;
        return numbers;
    }

    private static String hex(String text) {
        StringBuilder hex = new StringBuilder();
        text.codePoints().limit(100).forEach(c -> hex.append(String.format("%04X ", c)));
        return hex.toString();
    }
}
