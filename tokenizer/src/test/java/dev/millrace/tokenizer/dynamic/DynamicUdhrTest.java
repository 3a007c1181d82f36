package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Universal Declaration of Human Rights, one language a batch, one paragraph a row: {@code docs/dynamic-udhr.md}. */
class DynamicUdhrTest {
    private static final DynamicOptions OPTIONS = DynamicOptions.SATURATE;

    private static Map<String, List<String>> languages() throws IOException {
        Map<String, List<String>> languages = new TreeMap<>();
        for (String line : Files.readAllLines(SharedData.path("corpora/multilingual/udhr_parallel.tsv"))) {
            List<String> cells = List.of(line.split("\t", -1));
            languages.computeIfAbsent(cells.get(0), name -> new ArrayList<>()).add(cells.get(2));
        }
        assertThat(languages).hasSize(75);
        return languages;
    }

    private static EncodedBatch encode(Tokenizer tokenizer, List<String> rows) {
        EncodedBatch batch = new EncodedBatch(rows.size(), 16);
        Encoder encoder = tokenizer.newEncoder(EncodingOptions.DEFAULT);
        for (String row : rows) {
            byte[] bytes = row.getBytes(UTF_8);
            encoder.begin(bytes, 0, bytes.length);
            batch.append(encoder);
        }
        return batch;
    }

    private static Stream<String> tokenizers() {
        return Stream.of("r50k_base", "lenml-qwen2_5", "lenml-llama3_1").limit(TestSettings.isFull() ? 3 : 1);
    }

    @ParameterizedTest
    @MethodSource("tokenizers")
    void mergesOfEveryLanguageAreThoseOfTheReference(String name) throws IOException {
        int stride = TestSettings.isFull() ? 1 : 5;
        Tokenizer tokenizer = TokenizerRegistry.load(
                name.startsWith("r50k")
                        ? name
                        : SharedData.path("tokenizers/" + name).toString());
        MergerCheck check = new MergerCheck(tokenizer);
        DynamicMerger merger = new DynamicMerger(tokenizer, OPTIONS);
        int merges = 0;
        int compared = 0;
        List<String> languages = new ArrayList<>(languages().keySet());
        for (int i = 0; i < languages.size(); i += stride, compared++) {
            String language = languages.get(i);
            EncodedBatch batch = encode(tokenizer, languages().getOrDefault(language, List.of()));
            merges += check.check(merger, OPTIONS, batch, check.rowwise(OPTIONS, batch), name + ", " + language);
        }
        System.out.println(name + ": " + merges + " dynamic merges of " + compared + " languages compared");
        assertThat(merges).isGreaterThan(300 * compared);
    }

    @Test
    void mergesOfOneLanguageAreThoseOfTheDefinition() throws IOException {
        Tokenizer tokenizer = TokenizerRegistry.load("r50k_base");
        MergerCheck check = new MergerCheck(tokenizer);
        EncodedBatch batch = encode(tokenizer, languages().getOrDefault("deu_1996", List.of()));
        DynamicMerger merger = new DynamicMerger(tokenizer, OPTIONS);
        assertThat(check.check(merger, OPTIONS, batch, check.naive(OPTIONS, batch), "deu_1996"))
                .isEqualTo(1248);
    }
}
