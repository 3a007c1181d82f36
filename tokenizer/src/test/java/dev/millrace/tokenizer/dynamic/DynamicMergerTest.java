package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DynamicMergerTest {
    private static final Tokenizer R50K = TokenizerRegistry.load("r50k_base");
    private static final EncodingOptions SPECIALS = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);

    private static final Set<String> R50K_TOKENS = base(R50K);

    private static Set<String> base(Tokenizer tokenizer) {
        TokenSet tokens = tokens(tokenizer);
        return IntStream.range(0, tokens.size())
                .filter(tokens::contains)
                .mapToObj(id -> new String(tokens.bytes(id), ISO_8859_1))
                .collect(Collectors.toSet());
    }

    private static EncodedBatch encode(Tokenizer tokenizer, byte[]... documents) {
        EncodedBatch batch = new EncodedBatch(documents.length, 16);
        var encoder = tokenizer.newEncoder(SPECIALS.withInvalidUtf8(InvalidUtf8.BYTES));
        for (byte[] document : documents) {
            encoder.begin(document, 0, document.length);
            batch.append(encoder);
        }
        return batch;
    }

    private static TokenSet tokens(Tokenizer tokenizer) {
        return Objects.requireNonNull(tokenizer.tokens());
    }

    private static byte[][] bytes(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    private static int[] offsets(EncodedBatch batch) {
        int[] offsets = new int[batch.size() + 1];
        Arrays.setAll(offsets, batch::offset);
        return offsets;
    }

    private static DynamicBatch merge(Tokenizer tokenizer, DynamicOptions options, EncodedBatch batch) {
        return new DynamicMerger(tokenizer, options).merge(batch.ids(), offsets(batch), batch.size());
    }

    private static String name(TokenSet tokens, BatchVocabulary vocabulary, int id) {
        if (id >= vocabulary.firstId()) {
            return new String(vocabulary.tokens().get(id - vocabulary.firstId()).bytes(), ISO_8859_1);
        }
        String text = new String(tokens.bytes(id), ISO_8859_1);
        return tokens.isSpecial(id) ? NaiveMerger.SPECIAL + text : text;
    }

    private static List<List<String>> names(Tokenizer tokenizer, DynamicBatch batch) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            rows.add(Arrays.stream(batch.row(row))
                    .mapToObj(id -> name(tokens(tokenizer), batch.vocabulary(), id))
                    .toList());
        }
        return rows;
    }

    private static void matchesTheDefinition(BoundaryMode mode, EncodedBatch batch, String what) {
        matchesTheDefinition(R50K, R50K_TOKENS, mode, batch, what);
    }

    private static void matchesTheDefinition(
            Tokenizer tokenizer, Set<String> base, BoundaryMode mode, EncodedBatch batch, String what) {
        DynamicOptions options = DynamicOptions.SATURATE.withBoundary(mode);
        DynamicMerger merger = new DynamicMerger(tokenizer, options);
        DynamicBatch none = merge(tokenizer, options.withMaxMerges(0), batch);
        NaiveMerger naive = new NaiveMerger(mode, base, names(tokenizer, none));
        DynamicBatch saturated = merger.merge(batch.ids(), offsets(batch), batch.size());
        assertThat(saturated.isSaturated()).isTrue();
        int m = 0;
        for (Map.Entry<List<String>, Integer> step; (step = naive.step()) != null; m++) {
            assertThat(m).as("merges, %s", what).isLessThan(saturated.merges().size());
            DynamicBatch.Merge merge = saturated.merges().get(m);
            assertThat(List.of(new String(merge.left(), ISO_8859_1), new String(merge.right(), ISO_8859_1)))
                    .as("merge %s, %s", m, what)
                    .isEqualTo(step.getKey());
            assertThat(merge.count()).as("count of merge %s, %s", m, what).isEqualTo(step.getValue());
            assertThat(saturated.length(m + 1))
                    .as("length after merge %s, %s", m, what)
                    .isEqualTo(naive.length());
            if (m < 2 || m % 128 == 34) {
                DynamicBatch until = merge(tokenizer, options.withMaxMerges(m + 1), batch);
                assertThat(names(tokenizer, until))
                        .as("rows after merge %s, %s", m, what)
                        .isEqualTo(naive.rows);
            }
        }
        assertThat(saturated.merges()).hasSize(m);
        assertThat(names(tokenizer, saturated)).as("%s", what).isEqualTo(naive.rows);
    }

    @Test
    void thePapersExampleGoesFrom37To20TokensWithTenMergesAndTo18WithTwelve() {
        PieceTokenizer pieces = new PieceTokenizer(
                "<s> ĠR ib on uc le op rote in Ġparticles Ġreg ulate Ġm R NA Ġstability . </s>",
                "<s> Ġm R NA Ġstability Ġis Ġmod ulated Ġby Ġrib on uc le op rote in Ġfactors . </s>");
        DynamicBatch ten = merge(pieces.tokenizer(), DynamicOptions.SATURATE.withMaxMerges(10), pieces.rows());
        assertThat(ten.length(0)).isEqualTo(37);
        assertThat(ten.ids()).hasSize(20);
        assertThat(pieces.text(ten))
                .containsExactly(
                        "<s> ĠRibonucleoprotein Ġparticles Ġregulate ĠmRNA Ġstability . </s>",
                        "<s> ĠmRNA Ġstability Ġis Ġmod ulated Ġby Ġrib onucleoprotein Ġfactors . </s>");
        assertThat(ten.merges()).extracting(DynamicBatch.Merge::count).containsExactly(2, 2, 2, 2, 2, 2, 2, 1, 1, 1);

        DynamicBatch saturated = merge(pieces.tokenizer(), DynamicOptions.SATURATE, pieces.rows());
        assertThat(saturated.merges()).hasSize(12);
        assertThat(saturated.ids()).hasSize(18);
        assertThat(saturated.isSaturated()).isTrue();
        assertThat(saturated.reduction()).isEqualTo(1 - 18.0 / 37);
    }

    @Test
    void theSmallExampleOfThePaperGoesFrom18To12() {
        PieceTokenizer pieces = new PieceTokenizer(
                "<s> Ġlow er Ġlow est </s>", "<s> Ġnew er Ġlow er </s>", "<s> Ġnew est Ġwid est </s>");
        DynamicBatch batch = merge(pieces.tokenizer(), DynamicOptions.SATURATE, pieces.rows());
        assertThat(IntStream.rangeClosed(0, batch.merges().size()).map(batch::length))
                .containsExactly(18, 16, 15, 14, 13, 12);
        assertThat(batch.merges().get(0).left()).isEqualTo(" low".getBytes(UTF_8));
        assertThat(batch.merges().get(0).right()).isEqualTo("er".getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource(BoundaryMode.class)
    void mergesAreThoseOfTheDefinition(BoundaryMode mode) {
        EncodedBatch batch = encode(
                R50K,
                bytes(
                        "Rivalries, re-read: the rivalrous rival's 3,141,592 rivulets;  no\n\nriver-boat\t\trivers.",
                        "aaaaaaaa aaaaaaa\n\n\n\n  \n   x\u00a0y <|endoftext|>Überraschung Überraschungen",
                        "",
                        "東京都庁 東京都 ไทยไทย 😀😀😀 हिन्दी हिन्दी"));
        matchesTheDefinition(mode, batch, mode.toString());
    }

    @ParameterizedTest
    @EnumSource(BoundaryMode.class)
    void mergesOfRandomBatchesAreThoseOfTheDefinition(BoundaryMode mode) {
        long seed = TestSettings.seed();
        Random random = new Random(seed ^ mode.name().hashCode());
        String[] bits = {
            "a",
            "aa",
            "ab",
            " a",
            " ",
            "  ",
            "\n",
            "\t",
            "-",
            ".",
            "7",
            "é",
            "e\u0301",
            "語",
            "😀",
            "'s",
            "\u00a0",
            "<|endoftext|>",
            "the",
            " the",
            "\ud800"
        };
        for (int round = 0; round < (TestSettings.isFull() ? 400 : 20); round++) {
            byte[][] documents = new byte[random.nextInt(6)][];
            for (int i = 0; i < documents.length; i++) {
                StringBuilder text = new StringBuilder();
                int kinds = 1 + random.nextInt(bits.length);
                for (int n = random.nextInt(60); n > 0; n--) {
                    text.append(bits[random.nextInt(kinds)]);
                }
                documents[i] = text.toString().getBytes(UTF_8);
                if (random.nextInt(3) == 0) { // ill-formed
                    for (int n = documents[i].length / 9; n > 0; n--) {
                        documents[i][random.nextInt(documents[i].length)] = (byte) (0x80 + random.nextInt(0x80));
                    }
                }
            }
            matchesTheDefinition(mode, encode(R50K, documents), "seed " + seed + ", round " + round);
        }
    }

    /** The Universal Declaration of Human Rights, one language a batch, one paragraph a row. */
    @Test
    void mergesOfParallelTextsAreThoseOfTheDefinition() throws IOException {
        Map<String, List<String>> languages = new TreeMap<>();
        Files.readAllLines(SharedData.path("corpora/multilingual/udhr_parallel.tsv"))
                .forEach(line -> {
                    List<String> cells = List.of(line.split("\t", -1));
                    languages
                            .computeIfAbsent(cells.get(0), name -> new ArrayList<>())
                            .add(cells.get(2));
                });
        List<Tokenizer> tokenizers = new ArrayList<>(List.of(R50K));
        List<String> asked = List.of("deu_1996", "tur");
        if (TestSettings.isFull()) {
            asked = List.of(
                    "arb", "bul", "deu_1996", "eng", "fra", "hin", "por_PT", "rus", "spa", "swh", "tur", "urd", "vie");
            for (String name : List.of("lenml-qwen2_5", "lenml-llama3_1")) {
                tokenizers.add(TokenizerRegistry.load(
                        SharedData.path("tokenizers/" + name).toString()));
            }
        }
        languages.keySet().retainAll(asked);
        assertThat(languages).hasSameSizeAs(asked);
        for (Tokenizer tokenizer : tokenizers) {
            Set<String> base = base(tokenizer);
            languages.forEach((language, rows) -> {
                EncodedBatch batch = encode(tokenizer, bytes(rows.toArray(String[]::new)));
                matchesTheDefinition(
                        tokenizer, base, BoundaryMode.PRETOKENS, batch, tokenizer.name() + ", " + language);
            });
        }
    }

    @Test
    void aWorkerForgetsTheBatchBefore() {
        DynamicMerger merger = new DynamicMerger(R50K, DynamicOptions.SATURATE);
        EncodedBatch first = encode(R50K, bytes("mRNA mRNA particles ribonucleoprotein".repeat(50)));
        EncodedBatch second = encode(R50K, bytes("quizzaciously quizzacious", "mRNA"));
        int[] expected = merge(R50K, DynamicOptions.SATURATE, second).ids();
        merger.merge(first.ids(), offsets(first), 1);
        DynamicBatch again = merger.merge(second.ids(), offsets(second), 2);
        assertThat(again.ids()).isEqualTo(expected);
        assertThat(again.vocabulary().id())
                .isEqualTo(merge(R50K, DynamicOptions.SATURATE, second)
                        .vocabulary()
                        .id());
    }

    @Test
    void budgetsStopWhereTheySay() {
        EncodedBatch batch = encode(R50K, bytes("ribonucleoprotein ribonucleoproteins mRNA mRNA stabilizes".repeat(3)));
        DynamicBatch all = merge(R50K, DynamicOptions.SATURATE, batch);
        assertThat(all.reduction()).isGreaterThan(0.3);

        DynamicBatch three = merge(R50K, DynamicOptions.SATURATE.withMaxMerges(3), batch);
        assertThat(three.merges()).hasSize(3);
        assertThat(three.isSaturated()).isFalse();

        DynamicBatch fifth = merge(R50K, DynamicOptions.SATURATE.withTargetReduction(0.2), batch);
        assertThat(fifth.reduction()).isBetween(0.2, 0.4);
        assertThat(fifth.length(fifth.merges().size() - 1)).isGreaterThan((int) (0.8 * fifth.length(0)));

        DynamicBatch frequent = merge(R50K, DynamicOptions.SATURATE.withMinCount(4), batch);
        assertThat(frequent.merges()).isNotEmpty().allMatch(merge -> merge.count() >= 4);
        assertThat(all.merges().get(frequent.merges().size()).count()).isLessThan(4);
    }

    @Test
    void idsAndVocabularyDecodeToTheBytesThatWentIn() {
        String text = "Ribonucleoprotein particles: mRNA mRNA — ribonucleoprotein 東京都庁 東京都庁";
        DynamicBatch batch = merge(R50K, DynamicOptions.SATURATE, encode(R50K, bytes(text)));
        BatchVocabulary vocabulary = batch.vocabulary();
        assertThat(vocabulary.tokens()).isNotEmpty();
        assertThat(vocabulary.firstId()).isEqualTo(R50K.vocabularySize());
        assertThat(vocabulary.decode(R50K, batch.ids(), 0, batch.ids().length)).isEqualTo(text.getBytes(UTF_8));
        for (BatchVocabulary.NewToken token : vocabulary.tokens()) {
            assertThat(R50K.decode(token.baseIds(), 0, token.baseIds().length)).isEqualTo(token.bytes());
        }
        Tokenizer other = TokenizerRegistry.load("p50k_base");
        assertThatThrownBy(() -> vocabulary.decode(other, batch.ids(), 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(R50K.fingerprint());
    }

    @Test
    void baseIdsAreCutAndFlagged() {
        DynamicOptions four = new DynamicOptions(BoundaryMode.PRETOKENS, 1000, 1, 1, "en", 2);
        DynamicBatch batch = merge(R50K, four, encode(R50K, bytes("Ribonucleoprotein mRNA")));
        assertThat(batch.vocabulary().language()).isEqualTo("en");
        assertThat(batch.vocabulary().tokens())
                .anyMatch(BatchVocabulary.NewToken::truncated)
                .allMatch(token -> token.baseIds().length == 2);
    }

    @Test
    void anEmptyBatchIsSaturated() {
        DynamicBatch batch = merge(R50K, DynamicOptions.SATURATE, new EncodedBatch(0, 0));
        assertThat(batch.rows()).isZero();
        assertThat(batch.isSaturated()).isTrue();
        assertThat(batch.reduction()).isZero();
    }
}
