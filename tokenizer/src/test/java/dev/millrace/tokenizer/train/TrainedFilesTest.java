package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.train.TrainerOptions.Superwords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainedFilesTest {
    private static final String TEXT = """
            By the way, the 1,234,567 sacks of the mill on the way to the sea: 12345 in all -- or so they say.
            Der Müller sagt: "So oder so, 3.14159 mal die Saecke!"  Und so weiter, und so weiter.
            東京都庁と東京都、the way of the mill. 😀😀 by the way\tby the way\r\n\r\n  of the way
            """.repeat(3);

    @TempDir
    private Path folder = Path.of("");

    private static int[] ids(Tokenizer tokenizer, byte[] text) {
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        encoder.begin(text, 0, text.length);
        int[] ids = new int[text.length + 16];
        int count = 0;
        for (int n; (n = encoder.next(ids, count, ids.length)) > 0; ) {
            count += n;
        }
        return Arrays.copyOf(ids, count);
    }

    private Path json(TrainedBpe trained) throws IOException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        TrainedFiles.writeTokenizerJson(trained, json);
        return Files.write(folder.resolve("tokenizer.json"), json.toByteArray());
    }

    private static Stream<Arguments> ways() {
        TrainerOptions base = TrainerOptions.of(420).withTokens(List.of("<s>", "</s>"), List.of("Saecke"));
        return Stream.of(
                Arguments.of("gpt2", base),
                Arguments.of("cl100k", base.withPreTokenization(PreTokenization.named("cl100k"))),
                Arguments.of("qwen2", base.withPreTokenization(PreTokenization.named("qwen2"))),
                Arguments.of("o200k", base.withPreTokenization(PreTokenization.named("o200k"))),
                Arguments.of("none", base.withPreTokenization(PreTokenization.NONE)),
                Arguments.of("pattern", base.withPreTokenization(PreTokenization.ofPattern("\\s+|\\p{P}"))),
                Arguments.of(
                        "digits",
                        base.withPreTokenization(PreTokenization.named("gpt2").withDigitGroups(3, false))),
                Arguments.of("superwords", base.withSuperwords(Superwords.at(60))),
                Arguments.of(
                        "chunks", base.withPreTokenization(PreTokenization.randomChunks(ChunkLengths.SUPERTOKENS, 1))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void theHuggingFaceLibraryLoadsTheFileAndGivesTheSameIds(String name, TrainerOptions options) throws IOException {
        TrainedBpe trained = BpeTrainerTest.train(options, 2, List.of(TEXT.getBytes(UTF_8)));
        assertThat(trained.merges().size()).as(name).isGreaterThan(60);
        Path file = json(trained);
        Tokenizer ours = TokenizerRegistry.load(file.toString());
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(file)) {
            for (String text :
                    List.of(TEXT, "", "x", "Ein anderer Text: 98765432101 <b> Müllerin & ünïcödé 語 \n\n 7")) {
                int[] ids = ids(ours, text.getBytes(UTF_8));
                assertThat(ids).as("%s: %s", name, text).isEqualTo(library.encode(text, false));
                assertThat(ours.decode(ids, 0, ids.length)).isEqualTo(text.getBytes(UTF_8));
            }
        }
        assertThat(ours.vocabularySize()).isEqualTo(trained.tokens().size());
        assertThat(ids(ours, "Saecke".getBytes(UTF_8))).containsExactly(2);
    }

    @Test
    void aBinaryVocabularyTakesAnyBytes() throws IOException {
        byte[] data = new byte[4096];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * i >> 4);
        }
        TrainerOptions options = TrainerOptions.of(400)
                .withTokens(List.of("<|start|>"), List.of())
                .forBytes();
        Path file = json(BpeTrainerTest.train(options, 1, List.of(data)));
        Tokenizer ours = TokenizerRegistry.load(file.toString());
        assertThat(ours.takesBytes()).isTrue();
        int[] ids = ids(ours, data);
        assertThat(ids).hasSizeLessThan(data.length);
        assertThat(ours.decode(ids, 0, ids.length)).isEqualTo(data);
        try (HuggingFaceOracle library = HuggingFaceOracle.ofFile(file)) {
            assertThat(library.encode(new String(data, ISO_8859_1), false)).isEqualTo(ids);
        }
    }

    @Test
    void thePapersBinaryExampleHas18TokensWith269And16With270() throws IOException {
        assertThat(binaryExample(269)).isEqualTo(18);
        assertThat(binaryExample(270)).isEqualTo(16);
        assertThat(binaryExample(263)).isEqualTo(31);
    }

    private int binaryExample(int size) throws IOException {
        HexFormat hex = HexFormat.of();
        List<byte[]> data = Stream.of("7f454c4602010100", "7f454c4602010100", "488b05488b0d4889c3", "488b054889c7")
                .map(hex::parseHex)
                .toList();
        TrainerOptions options = TrainerOptions.of(size)
                .withTokens(List.of("<0>", "<1>", "<2>", "<3>", "<4>", "<5>", "<6>"), List.of())
                .forBytes();
        Tokenizer tokenizer = TokenizerRegistry.load(
                json(BpeTrainerTest.train(options, 1, data)).toString());
        return data.stream().mapToInt(bytes -> ids(tokenizer, bytes).length).sum();
    }

    @Test
    void ranksAreWrittenWhereTheySayTheSame() throws IOException {
        TrainedBpe trained = BpeTrainerTest.train(
                TrainerOptions.of(400).withTokens(List.of("<s>"), List.of()), 1, List.of(TEXT.getBytes(UTF_8)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TrainedFiles.writeTiktoken(trained, out);
        Map<Integer, byte[]> ranks = new TreeMap<>();
        out.toString(UTF_8).lines().forEach(line -> {
            List<String> parts = List.of(line.split(" ", -1));
            ranks.put(Integer.valueOf(parts.get(1)), Base64.getDecoder().decode(parts.get(0)));
        });
        assertThat(ranks).hasSize(trained.tokens().size() - 1);
        ranks.forEach(
                (id, bytes) -> assertThat(bytes).isEqualTo(trained.tokens().get(id)));
    }

    @Test
    void ranksAreRefusedWhereTheyWouldMergeOtherwise() {
        // Merges of the second stage join what the first stage made in another order than ranks would.
        TrainedBpe trained = BpeTrainerTest.train(
                TrainerOptions.of(420).withSuperwords(Superwords.at(20)), 1, List.of(TEXT.getBytes(UTF_8)));
        TrainedBpe cut = new TrainedBpe(
                trained.options(),
                trained.tokens(),
                trained.merges().first(trained.merges().size() - 1));
        assertThatThrownBy(() -> TrainedFiles.writeTiktoken(cut, new ByteArrayOutputStream()))
                .isInstanceOf(TrainedFiles.InexpressibleException.class)
                .hasMessageContaining("rank file");
    }

    @Test
    void digitsGroupedByTheirPlaceInAFractionAreRefusedByName() {
        TrainerOptions options = TrainerOptions.of(300)
                .withPreTokenization(PreTokenization.named("gpt2").withDigitGroups(3, true));
        TrainedBpe trained = BpeTrainerTest.train(options, 1, List.of(TEXT.getBytes(UTF_8)));
        assertThatThrownBy(() -> TrainedFiles.writeTokenizerJson(trained, new ByteArrayOutputStream()))
                .isInstanceOf(TrainedFiles.InexpressibleException.class)
                .hasMessageContaining("digits grouped by whether they are a fraction");
    }
}
