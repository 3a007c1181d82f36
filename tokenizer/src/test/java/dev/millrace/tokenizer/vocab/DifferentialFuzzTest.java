package dev.millrace.tokenizer.vocab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some new documents in every build, from a seed of its own: 20 seconds over four tokenizers, in CI and in the long form
 * 60 over ten. {@code -Dmillrace.seed} takes the seed that a failed build has printed.
 */
class DifferentialFuzzTest {
    private static final List<String> FEW =
            List.of("kitoken-bert_base_cased", "kitoken-gpt2", "kitoken-llama2", "kl3m-004-char-4k-cased");
    private static final List<String> MORE = List.of(
            "kitoken-clip_base",
            "kitoken-hw_doc_summarizer",
            "kitoken-mistral03",
            "kitoken-modernbert",
            "lenml-llama3_1",
            "lenml-qwen2_5");
    private static final boolean LONG = TestSettings.isFull() || "true".equals(System.getenv("CI"));
    private static final long SEED = Long.getLong("millrace.seed", System.currentTimeMillis());

    static Stream<String> tokenizers() {
        return LONG ? Stream.concat(FEW.stream(), MORE.stream()) : FEW.stream();
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void idsEqualTheLibraryOnNewDocuments(String name) throws IOException {
        var file = SharedData.path("tokenizers/" + name + "/tokenizer.json");
        var corpora = DifferentialFuzzer.files(SharedData.path("corpora"));
        DifferentialFuzzer.Outcome outcome = DifferentialFuzzer.run(file, SEED, Long.MAX_VALUE, LONG ? 6 : 5, corpora);
        System.out.println("fuzz of " + name + ": seed " + SEED + ", " + outcome.documents() + " documents");
        assertThat(outcome.difference())
                .as("%s with -Dmillrace.seed=%d, shortened", name, SEED)
                .isEmpty();
        assertThat(outcome.documents()).isPositive();
    }
}
