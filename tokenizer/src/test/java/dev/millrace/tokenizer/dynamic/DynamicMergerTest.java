package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DynamicMergerTest {
    private static final Tokenizer R50K = TokenizerRegistry.load("r50k_base");
    private static final EncodingOptions SPECIALS = EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW);

    private static final MergerCheck CHECK = new MergerCheck(R50K);

    private static EncodedBatch encode(Tokenizer tokenizer, byte[]... documents) {
        EncodedBatch batch = new EncodedBatch(documents.length, 16);
        var encoder = tokenizer.newEncoder(SPECIALS.withInvalidUtf8(InvalidUtf8.BYTES));
        for (byte[] document : documents) {
            encoder.begin(document, 0, document.length);
            batch.append(encoder);
        }
        return batch;
    }

    private static byte[][] bytes(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    private static DynamicBatch merge(Tokenizer tokenizer, DynamicOptions options, EncodedBatch batch) {
        return MergerCheck.merge(new DynamicMerger(tokenizer, options), batch);
    }

    private static void matchesTheDefinition(BoundaryMode mode, EncodedBatch batch, String what) {
        DynamicOptions options = DynamicOptions.SATURATE.withBoundary(mode);
        CHECK.check(new DynamicMerger(R50K, options), options, batch, CHECK.naive(options, batch), what);
    }

    @Test
    void thePapersExampleGoesFrom37To20TokensWithTenMergesAndTo18WithTwelve() {
        PieceTokenizer pieces = new PieceTokenizer(
                "<s> ĠR ib on uc le op rote in Ġparticles Ġreg ulate Ġm R NA Ġstability . </s>",
                "<s> Ġm R NA Ġstability Ġis Ġmod ulated Ġby Ġrib on uc le op rote in Ġfactors . </s>");
        DynamicBatch ten = merge(pieces.tokenizer(), DynamicOptions.SATURATE.withMaxMerges(10), pieces.rows());
        assertThat(ten.length(0)).isEqualTo(37);
        assertThat(ten.tokens()).isEqualTo(20);
        assertThat(pieces.text(ten))
                .containsExactly(
                        "<s> ĠRibonucleoprotein Ġparticles Ġregulate ĠmRNA Ġstability . </s>",
                        "<s> ĠmRNA Ġstability Ġis Ġmod ulated Ġby Ġrib onucleoprotein Ġfactors . </s>");
        assertThat(ten.merges()).extracting(DynamicBatch.Merge::count).containsExactly(2, 2, 2, 2, 2, 2, 2, 1, 1, 1);

        DynamicBatch saturated = merge(pieces.tokenizer(), DynamicOptions.SATURATE, pieces.rows());
        assertThat(saturated.merges()).hasSize(12);
        assertThat(saturated.tokens()).isEqualTo(18);
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

    @Test
    void aWorkerForgetsTheBatchBefore() {
        DynamicMerger merger = new DynamicMerger(R50K, DynamicOptions.SATURATE);
        EncodedBatch first = encode(R50K, bytes("mRNA mRNA particles ribonucleoprotein".repeat(50)));
        EncodedBatch second = encode(R50K, bytes("quizzaciously quizzacious", "mRNA"));
        DynamicBatch expected = merge(R50K, DynamicOptions.SATURATE, second);
        merger.merge(first.ids(), MergerCheck.offsets(first), 1);
        DynamicBatch again = merger.merge(second.ids(), MergerCheck.offsets(second), 2);
        assertThat(again.rows()).isEqualTo(2);
        assertThat(again.row(0)).isEqualTo(expected.row(0));
        assertThat(again.row(1)).isEqualTo(expected.row(1));
        assertThat(again.vocabulary().id()).isEqualTo(expected.vocabulary().id());
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
        assertThat(vocabulary.decode(R50K, batch.ids(), 0, batch.tokens())).isEqualTo(text.getBytes(UTF_8));
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
    void idsThatTheVocabularyDoesNotHaveAreRefused() {
        DynamicMerger merger = new DynamicMerger(R50K, DynamicOptions.SATURATE);
        for (int bad : new int[] {-1, R50K.vocabularySize(), Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> merger.merge(new int[] {5, bad, 7}, new int[] {0, 3}, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ids must be between 0 and 50256, got " + bad);
        }
    }

    @Test
    void anEmptyBatchIsSaturated() {
        DynamicBatch batch = merge(R50K, DynamicOptions.SATURATE, new EncodedBatch(0, 0));
        assertThat(batch.rows()).isZero();
        assertThat(batch.isSaturated()).isTrue();
        assertThat(batch.reduction()).isZero();
    }
}
