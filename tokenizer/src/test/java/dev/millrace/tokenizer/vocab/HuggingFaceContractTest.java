package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every tokenizer of the test data against the Hugging Face library. */
class HuggingFaceContractTest {
    /** In the short form, those that load in a second and together use every stage. */
    private static final List<String> QUICK = List.of(
            "kitoken-bert_base_cased",
            "kitoken-clip_base",
            "kitoken-hw_doc_summarizer",
            "kitoken-llama2",
            "kitoken-sqlpilot",
            "kitoken-xlnet_base_cased",
            "kl3m-004-char-4k-cased");

    static Stream<Path> tokenizers() throws IOException {
        try (Stream<Path> folders = Files.list(SharedData.path("tokenizers"))) {
            return folders
                    .map(folder -> folder.resolve("tokenizer.json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    static Stream<Path> comparedTokenizers() throws IOException {
        return tokenizers()
                .filter(file -> !file.toString().contains("binary-bpe"))
                .filter(file -> TestSettings.isFull()
                        || QUICK.stream().anyMatch(name -> file.toString().contains(name)));
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void loadsNatively(Path file) {
        Tokenizer tokenizer = TokenizerFiles.load(file);
        assertThat(tokenizer.engine()).isEqualTo("native");
        byte[] text = "Hello, world! 12 ﬁ\u00e9 \u4f60\u597d".getBytes(UTF_8);
        int[] ids = Differential.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), text);
        assertThat(Arrays.stream(ids).boxed()).isNotEmpty().allMatch(id -> id >= 0 && id < tokenizer.vocabularySize());
        assertThat(tokenizer.newEncoder(EncodingOptions.DEFAULT).count(text, 0, text.length))
                .isEqualTo(ids.length);
        assertThat(tokenizer.fingerprint()).matches("[0-9a-f]{64}");
    }

    @ParameterizedTest
    @MethodSource("comparedTokenizers")
    void equalsTheLibraryOnSeededDocuments(Path file) throws IOException {
        long documents = TestSettings.isFull() ? 20_000 : 120;
        List<Path> corpora = DifferentialFuzzer.files(SharedData.path("corpora"));
        DifferentialFuzzer.Outcome outcome =
                DifferentialFuzzer.run(file, TestSettings.seed(), documents, 3_600, corpora);
        assertThat(outcome.difference()).as("seed %d", TestSettings.seed()).isEmpty();
        assertThat(outcome.documents()).isEqualTo(documents);
    }

    @Test
    void binariesEqualTheLibraryOnTheSameBytesAsLatin1() throws IOException {
        Path file = SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json");
        Tokenizer tokenizer = TokenizerFiles.load(file);
        assertThat(tokenizer.takesBytes()).isTrue();
        EncodingOptions options =
                EncodingOptions.DEFAULT.withSpecialTokens(SpecialTokens.ALLOW).withTemplate(true);
        byte[] real = Files.readAllBytes(Path.of(HuggingFaceContractTest.class
                .getResource("HuggingFaceContractTest.class")
                .getPath()));
        Random random = new Random(TestSettings.seed());
        try (HuggingFaceOracle oracle = HuggingFaceOracle.ofFile(file)) {
            for (int i = 0; i < (TestSettings.isFull() ? 20_000 : 300); i++) {
                byte[] bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
                int from = random.nextInt(real.length);
                System.arraycopy(real, from, bytes, 0, Math.min(bytes.length / 2, real.length - from));
                assertThat(Differential.encode(tokenizer.newEncoder(options), bytes))
                        .isEqualTo(oracle.encode(new String(bytes, ISO_8859_1), true));
            }
        }
    }

    @Test
    void binariesBuildTheNamesOfSpecialTokensOutOfData() throws IOException {
        Path file = SharedData.path("tokenizers/binary-bpe-glaurung-001/tokenizer.json");
        Tokenizer tokenizer = TokenizerFiles.load(file);
        byte[] text = "<|start|>ELF<|end|>".getBytes(UTF_8);
        int[] ids = Differential.encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), text);
        assertThat(tokenizer.decode(ids, 0, ids.length)).isEqualTo(text);
    }
}
