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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
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

    @Test
    void digitsGroupedByTheirPlaceInAFractionAreWrittenForMillraceAlone() throws IOException {
        TrainerOptions options = TrainerOptions.of(420)
                .withPreTokenization(PreTokenization.named("gpt2").withDigitGroups(3, true));
        String digits = "1234 1234567 3.14159 0.12345678 12345.6789 x1000y 1.5.12345 " + "9".repeat(5000) + ".";
        byte[] learnt = (TEXT + digits.repeat(2)).getBytes(UTF_8);
        TrainedBpe trained = BpeTrainerTest.train(options, 1, List.of(learnt));
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        TrainedFiles.writeMillraceJson(trained, json);
        Path file = Files.write(folder.resolve("grouped.json"), json.toByteArray());

        Tokenizer ours = TokenizerRegistry.load(file.toString());
        // Cut as in learning, every piece alone gives the ids that the text gives.
        List<Integer> expected = new ArrayList<>();
        options.preTokenization().learning().cut(0, learnt, 0, learnt.length, (text, from, to) -> {
            byte[] piece = Arrays.copyOfRange(text, from, to);
            boolean number = piece[0] >= '0' && piece[0] <= '9';
            assertThat(number && piece.length > 3).isFalse();
            Arrays.stream(ids(ours, piece)).forEach(expected::add);
        });
        int[] ids = ids(ours, learnt);
        assertThat(Arrays.stream(ids).boxed().toList()).isEqualTo(expected);
        assertThat(ours.decode(ids, 0, ids.length)).isEqualTo(learnt);
        assertThatThrownBy(() -> HuggingFaceOracle.ofFile(file)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void thePapersSuperwordsExampleHas11TokensInPlaceOf27() throws IOException {
        TrainerOptions words = TrainerOptions.of(256 + 7).withTies(TieBreak.ALPHABET);
        TrainerOptions superwords = TrainerOptions.of(256 + 7 + 6).withSuperwords(Superwords.at(7));
        assertThat(waysExample(words)).containsExactly("by| the| way", "o|f| the| way", "a|:| |by| the", "27");
        assertThat(waysExample(superwords.withTies(TieBreak.ALPHABET)))
                .containsExactly("by the way", "of the way", "a:| |by the", "11");
        assertThat(waysExample(superwords.withTies(TieBreak.IDS)))
                .containsExactly("by the way", "of the way", "a:| by| the", "11");
    }

    /** The pieces of each different line of the example, and the tokens of all its lines. */
    private List<String> waysExample(TrainerOptions options) throws IOException {
        List<byte[]> lines = Stream.of("by the way", "of the way", "a: by the")
                .map(line -> line.getBytes(UTF_8))
                .toList();
        int[] times = {3, 2, 2};
        List<byte[]> corpus = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            corpus.addAll(Collections.nCopies(times[i], lines.get(i)));
        }
        TrainedBpe trained = BpeTrainerTest.train(options, 1, corpus);
        Tokenizer tokenizer = TokenizerRegistry.load(json(trained).toString());
        List<String> pieces = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < 3; i++) {
            int[] ids = ids(tokenizer, lines.get(i));
            total += times[i] * ids.length;
            pieces.add(Arrays.stream(ids)
                    .mapToObj(id -> new String(trained.tokens().get(id), UTF_8))
                    .collect(Collectors.joining("|")));
        }
        pieces.add(String.valueOf(total));
        return pieces;
    }
}
