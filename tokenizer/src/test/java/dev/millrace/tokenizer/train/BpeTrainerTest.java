package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.train.TrainerOptions.Superwords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    static TrainedBpe train(TrainerOptions options, int threads, List<byte[]> documents) {
        try (BpeTrainer trainer = new BpeTrainer(options, threads)) {
            documents.forEach(document -> trainer.add(document, 0, document.length));
            return trainer.train(tokens -> {});
        }
    }

    static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    private static List<List<Integer>> merges(TrainedBpe trained) {
        List<List<Integer>> merges = new ArrayList<>();
        for (int i = 0; i < trained.merges().size(); i++) {
            merges.add(List.of(
                    trained.merges().left(i),
                    trained.merges().right(i),
                    trained.merges().merged(i)));
        }
        return merges;
    }

    private static List<String> pairs(TrainedBpe trained) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < trained.merges().size(); i++) {
            pairs.add(name(trained, trained.merges().left(i)) + "|"
                    + name(trained, trained.merges().right(i)));
        }
        return pairs;
    }

    private static String name(TrainedBpe trained, int id) {
        return new String(trained.tokens().get(id), ISO_8859_1);
    }

    /** A corpus of few letters, so that counts are often equal, runs are long and tokens come about in several ways. */
    private static List<byte[]> corpus(Random random) {
        List<byte[]> documents = new ArrayList<>();
        int letters = 1 + random.nextInt(4);
        for (int n = 1 + random.nextInt(12); n > 0; n--) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(120); i > 0; i--) {
                int kind = random.nextInt(letters < 3 ? 40 : 12);
                text.append(
                        kind == 0
                                ? " "
                                : kind == 1 ? "é" : kind == 2 ? "1" : "" + (char) ('a' + random.nextInt(letters)));
            }
            documents.add(text.toString().getBytes(UTF_8));
        }
        return documents;
    }

    @Test
    void mergesAreThoseOfTheDefinitionOnSmallCorporaTiesIncluded() {
        long seed = TestSettings.seed();
        Random random = new Random(seed);
        for (int round = 0; round < (TestSettings.isFull() ? 300 : 40); round++) {
            List<byte[]> documents = corpus(random);
            boolean whole = random.nextBoolean();
            PreTokenization cut = whole ? PreTokenization.NONE : PreTokenization.named("gpt2");
            int maxLength = random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1000;
            long minFrequency = 1L + random.nextInt(3);
            int size = 256 + random.nextInt(120);
            List<byte[]> pieces = new ArrayList<>();
            documents.forEach(document -> {
                if (document.length > 0) {
                    cut.learning()
                            .cut(
                                    0,
                                    document,
                                    0,
                                    document.length,
                                    (text, from, to) -> pieces.add(Arrays.copyOfRange(text, from, to)));
                }
            });
            NaiveTrainer naive = new NaiveTrainer(pieces);
            naive.learn(size, minFrequency, maxLength);

            TrainedBpe trained = train(
                    TrainerOptions.of(size)
                            .withPreTokenization(cut)
                            .withMinFrequency(minFrequency)
                            .withMaxTokenLength(maxLength),
                    1 + random.nextInt(3),
                    documents);

            String what = "seed " + seed + ", round " + round;
            assertThat(merges(trained)).as(what).isEqualTo(naive.merges);
            assertThat(trained.tokens())
                    .as(what)
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(naive.tokens());
        }
    }

    @Test
    void theSameDocumentsGiveTheSameBytesInAnyOrderOnAnyNumberOfThreads() throws IOException {
        Random random = new Random(7);
        List<byte[]> documents = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            documents.addAll(corpus(random));
        }
        TrainerOptions options = TrainerOptions.of(600);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        TrainedFiles.writeTokenizerJson(train(options, 1, documents), first);
        Collections.shuffle(documents, random);
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        TrainedFiles.writeTokenizerJson(train(options, 4, documents), second);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    }

    @Test
    void aSmallerVocabularyIsAPrefixOfALargerOne() {
        Random random = new Random(11);
        List<byte[]> documents = corpus(random);
        documents.addAll(corpus(random));
        TrainedBpe large = train(TrainerOptions.of(340).withMinFrequency(1), 1, documents);
        for (int size : new int[] {256, 257, 300, large.tokens().size()}) {
            TrainedBpe small = train(TrainerOptions.of(size).withMinFrequency(1), 1, documents);
            TrainedBpe cut = large.truncated(size);
            assertThat(merges(cut)).isEqualTo(merges(small));
            assertThat(cut.tokens()).usingElementComparator(Arrays::compare).isEqualTo(small.tokens());
        }
        assertThatThrownBy(() -> large.truncated(255)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tokensThatAFileCouldNotTellApartAreRefused() {
        TrainerOptions options = TrainerOptions.of(300);
        for (List<String> tokens : List.of(List.of(""), List.of("<s>", "<s>"), List.of("a"), List.of("\u0120"))) {
            assertThatThrownBy(() -> options.withTokens(tokens, List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("got \"" + tokens.get(tokens.size() - 1) + "\"");
        }
        assertThatThrownBy(() -> options.withTokens(List.of("<s>"), List.of("<s>")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(options.withTokens(List.of("\u8a9e"), List.of("ab")).customTokens())
                .containsExactly("ab");
    }

    private static final List<byte[]> WAYS =
            texts("by the way", "by the way", "by the way", "of the way", "of the way", "a: by the", "a: by the");

    private static TrainedBpe superwords(TieBreak ties) {
        // A single letter and its space are one piece for GPT-2's expression, as in the example.
        return train(
                TrainerOptions.of(256 + 7 + 6).withSuperwords(Superwords.at(7)).withTies(ties), 1, WAYS);
    }

    @Test
    void superBpeGivesTheMergesOfThePapersExampleUnderAlphabeticalTies() {
        assertThat(pairs(superwords(TieBreak.ALPHABET)))
                .containsExactly(
                        "h|e",
                        "t|he",
                        " |the",
                        "a|y",
                        "b|y",
                        "w|ay",
                        " |way",
                        "by| the",
                        "by the| way",
                        "a|:",
                        "f| the",
                        "f the| way",
                        "o|f the way");
    }

    @Test
    void superBpeUnderIdTiesTakesOtherPairsToTheSameLength() {
        assertThat(pairs(superwords(TieBreak.IDS)))
                .containsExactly(
                        "h|e",
                        "t|he",
                        " |the",
                        "a|y",
                        "b|y",
                        "w|ay",
                        " |way",
                        " the| way",
                        "by| the way",
                        "a|:",
                        "f| the way",
                        "o|f the way",
                        " |by");
    }

    @Test
    void binaryGivesTheMergesOfThePapersExample() {
        HexFormat hex = HexFormat.of();
        List<byte[]> data = List.of(
                hex.parseHex("7f454c4602010100"),
                hex.parseHex("7f454c4602010100"),
                hex.parseHex("488b05488b0d4889c3"),
                hex.parseHex("488b054889c7"));
        List<String> special = List.of("<|start|>", "<|end|>", "<|pad|>", "<|unk|>", "<|cls|>", "<|sep|>", "<|mask|>");
        TrainerOptions options = TrainerOptions.of(269)
                .withTokens(special, List.of())
                .withMaxTokenLength(16)
                .forBytes();
        TrainedBpe trained = train(options, 1, data);
        assertThat(trained.tokens().subList(263, 269))
                .extracting(hex::formatHex)
                .containsExactly("488b", "0100", "010100", "02010100", "454c", "4602010100");
        assertThat(trained.tokens().get(7)).containsExactly(0);
    }

    @Test
    void noMergeMakesASpecialOrCustomToken() {
        TrainerOptions options = TrainerOptions.of(300).withTokens(List.of("<s>"), List.of("abc"));
        TrainedBpe trained = train(options, 1, texts("<s> abc <s> abc <s> abc", "<s><s>abcabc"));
        assertThat(trained.tokens().subList(258, trained.tokens().size()))
                .extracting(token -> new String(token, UTF_8))
                .isNotEmpty()
                .doesNotContain("<s>", "abc");
    }

    @Test
    void illFormedTextIsLearntAsItIsEncoded() {
        byte[] text = "é é é é".getBytes(UTF_8);
        byte[] broken = Arrays.copyOf(text, text.length - 1);
        TrainedBpe trained = train(TrainerOptions.of(300), 1, List.of(broken, broken));
        assertThat(trained.tokens()).anyMatch(token -> Arrays.equals(token, "\ufffd".getBytes(UTF_8)));
    }
}
