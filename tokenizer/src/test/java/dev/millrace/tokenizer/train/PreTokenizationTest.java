package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.regex.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreTokenizationTest {
    private static List<String> pieces(PieceCutter cutter, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        List<String> pieces = new ArrayList<>();
        cutter.cut(
                0, bytes, 0, bytes.length, (piece, from, to) -> pieces.add(new String(piece, from, to - from, UTF_8)));
        return pieces;
    }

    @ParameterizedTest
    @CsvSource({
        "7,7",
        "12,12",
        "123,123",
        "1234,1·234",
        "12345,12·345",
        "123456,123·456",
        "1234567,1·234·567",
        "1234567890,1·234·567·890",
        "007,007",
        "0007,0·007",
        "'1,234,567','1·,·234·,·567'"
    })
    void digitsAreGroupedFromTheRightAsInThePapersTable(String number, String grouped) {
        assertThat(String.join("·", pieces(new DigitGroups(3, false), number))).isEqualTo(grouped);
        assertThat(String.join("·", pieces(PieceCutter.isolating(Regex.compile(DigitGroups.pattern(3))), number)))
                .isEqualTo(grouped);
    }

    @Test
    void fractionsAreGroupedFromTheLeftIfAskedFor() {
        String text = "a 12345 b 3.14159 x1000y";
        assertThat(String.join("·", pieces(new DigitGroups(3, false), text)))
                .isEqualTo("a ·12·345· b ·3·.·14·159· x·1·000·y");
        assertThat(String.join("·", pieces(new DigitGroups(3, true), text)))
                .isEqualTo("a ·12·345· b ·3·.·141·59· x·1·000·y");
        assertThat(String.join("·", pieces(new DigitGroups(3, true), ".12345"))).isEqualTo(".·12·345");
    }

    @Test
    void theLinearFormCutsAsTheExpressionDoes() {
        long seed = TestSettings.seed();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(40); n > 0; n--) {
                text.append(List.of("1", "2", "٣", "½", "a", ".", " ", "語").get(random.nextInt(8)));
            }
            int group = 1 + random.nextInt(4);
            assertThat(pieces(new DigitGroups(group, false), text.toString()))
                    .as("seed %s, %s", seed, text)
                    .isEqualTo(
                            pieces(PieceCutter.isolating(Regex.compile(DigitGroups.pattern(group))), text.toString()));
        }
    }

    @Test
    void chunksHaveTheDrawnLengthsAndJoinToTheText() {
        ChunkLengths four = ChunkLengths.parse("4-5:1");
        String text = "hello world, größer 東京都庁 😀😀😀";
        List<String> chunks = new ArrayList<>();
        byte[] bytes = text.getBytes(UTF_8);
        new RandomChunks(four, 1)
                .cut(
                        new SplittableRandom(3),
                        bytes,
                        0,
                        bytes.length,
                        (piece, from, to) -> chunks.add(new String(piece, from, to - from, UTF_8)));
        assertThat(String.join("", chunks)).isEqualTo(text);
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> List.of(4, 5).contains(chunk.codePointCount(0, chunk.length())));
        assertThat(chunks).extracting(String::length).contains(4, 5);
    }

    @Test
    void whatIsLeftOfATextIsAChunkHoweverShort() {
        // As in the paper's example: 11 characters in chunks of 4 and 5 leave 2.
        ChunkLengths four = ChunkLengths.parse("4-5:1");
        assertThat(four.draw(new SplittableRandom(1), 2)).isEqualTo(2);
        assertThat(four.draw(new SplittableRandom(1), 4)).isEqualTo(4);
    }

    @Test
    void theSameDocumentIsCutAlike() {
        PreTokenization chunks = PreTokenization.randomChunks(ChunkLengths.SUPERTOKENS, 42);
        String text = "so frequent strings of several words become tokens ".repeat(20);
        assertThat(pieces(chunks.learning(), text)).isEqualTo(pieces(chunks.learning(), text));
        assertThat(pieces(
                        PreTokenization.randomChunks(ChunkLengths.SUPERTOKENS, 43)
                                .learning(),
                        text))
                .isNotEqualTo(pieces(chunks.learning(), text));
    }

    @Test
    void superwordsKeepNumbersRunsOfSignsAndTrailingSpacesApart() {
        assertThat(pieces(PreTokenization.SUPERWORDS.learning(), "By the way, I have 12345 -- or so  many."))
                .containsExactly("By the way, I have ", "123", "45", " --", " or so", " ", " many.");
        assertThat(pieces(PreTokenization.SUPERWORDS.learning().withinLines(), "a b\n\nc d\n"))
                .containsExactly("a b", "c d");
    }

    @Test
    void badNamesAndNumbersAreRefused() {
        assertThatThrownBy(() -> PreTokenization.named("gpt5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cl100k, gpt2, o200k, qwen2, none");
        assertThatThrownBy(() -> new DigitGroups(0, false)).hasMessageContaining("got 0");
        assertThatThrownBy(() -> ChunkLengths.parse("5-4:1")).hasMessageContaining("5-4");
        assertThatThrownBy(() -> ChunkLengths.parse("x")).hasMessageContaining("got x");
    }
}
