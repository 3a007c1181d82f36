package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.clinical.SentenceDecision.Candidate;
import dev.millrace.tokenizer.clinical.SentenceDecision.WordDecision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The word metformin: three tokens in the base, one in the vocabulary of drugs, two in that of diseases. */
class WorkedExampleTest {
    @TempDir
    private Path folder = Path.of("");

    private ClinicalTokenizer pool(Surprise surprise) {
        Tokenizer base = Pools.wordPiece(folder, "[UNK]", "met", "##for", "##min", "500", "mg", "daily");
        // Unseen tokens count as seen once, which at ten million occurrences is nothing: p is .5, .3 and .2.
        Map<Integer, Long> counts = Map.of(1, 5_000_000L, 2, 3_000_000L, 3, 2_000_000L);
        TermType drug =
                Pools.type("drug", List.of("metformin", "other"), new long[] {200, 800}, new long[] {0, 0}, counts);
        List<String> merged = List.of("me", "met", "metf", "or", "mi", "min", "ormin", "other");
        TermType disease = Pools.type(
                "disease",
                merged,
                new long[] {0, 0, 10, 0, 0, 0, 0, 980},
                new long[] {0, 0, 0, 0, 0, 0, 10, 0},
                Map.of());
        List<NewToken> tokens =
                List.of(Pools.token("metformin"), Pools.token("other"), Pools.token("metf"), Pools.token("##ormin"));
        return new ClinicalTokenizer(
                "worked-example", base, List.of(drug, disease), new PoolOptions(surprise, 0, false), tokens);
    }

    private static SentenceDecision explain(ClinicalTokenizer pool, String text) {
        List<SentenceDecision> sentences = new ArrayList<>();
        byte[] bytes = text.getBytes(UTF_8);
        pool.explain(bytes, 0, bytes.length, EncodingOptions.DEFAULT, sentences::add);
        assertThat(sentences).hasSize(1);
        return sentences.get(0);
    }

    private void assertChoice(Surprise surprise, double base, double drug, double disease, String winner) {
        WordDecision word = explain(pool(surprise), "metformin").words().get(0);
        assertThat(word.candidates())
                .extracting(Candidate::pieces)
                .containsExactly(List.of("met", "##for", "##min"), List.of("metformin"), List.of("metf", "##ormin"));
        assertThat(word.candidates().get(0).score()).isCloseTo(base, within(0.0006));
        assertThat(word.candidates().get(1).score()).isCloseTo(drug, within(0.0006));
        assertThat(word.candidates().get(2).score()).isCloseTo(disease, within(0.0006));
        assertThat(word.winner()).isEqualTo(winner);
    }

    @Test
    void totalSurprisalChoosesTheDrug() {
        assertChoice(Surprise.TOTAL, 5.059, 2.322, 13.288, "drug");
    }

    @Test
    void meanSurprisalChoosesTheBase() {
        assertChoice(Surprise.MEAN, 1.686, 2.322, 6.644, String.valueOf(folder.getFileName()));
    }

    @Test
    void rawEntropyChoosesTheRarePieces() {
        assertChoice(Surprise.RAW, 1.4855, 0.4644, 0.1329, "disease");
    }

    @Test
    void aSentenceKeepsTheDrugBecauseItIsShorter() {
        ClinicalTokenizer pool = pool(Surprise.TOTAL);
        SentenceDecision sentence = explain(pool, "metformin 500 mg daily");

        assertThat(sentence.baseTokens()).isEqualTo(6);
        assertThat(sentence.poolTokens()).isEqualTo(4);
        assertThat(sentence.pooled()).isTrue();
        assertThat(sentence.words()).extracting(WordDecision::offset).containsExactly(0, 10, 14, 17);
        assertThat(Pools.encode(pool, "metformin 500 mg daily")).containsExactly(7, 4, 5, 6);
        assertThat(pool.decode(new int[] {7, 4, 5, 6}, 0, 4)).asString(UTF_8).isEqualTo("metformin 500 mg daily");
    }

    @Test
    void aNewTokenStartsFromTheBasesTokens() {
        ClinicalTokenizer pool = pool(Surprise.TOTAL);

        assertThat(pool.firstNewId()).isEqualTo(7);
        assertThat(pool.initialization(0)).containsExactly(1, 2, 3);
        assertThat(pool.initialization(1)).as("other is unknown to the base").isEmpty();
        double[][] embeddings = {{0, 0}, {3, 0}, {0, 3}, {3, 3}};
        double[] mean = new double[2];
        for (int id : pool.initialization(0)) {
            mean[0] += embeddings[id][0] / 3;
            mean[1] += embeddings[id][1] / 3;
        }
        assertThat(mean).containsExactly(new double[] {2, 2}, within(1e-9));
    }
}
