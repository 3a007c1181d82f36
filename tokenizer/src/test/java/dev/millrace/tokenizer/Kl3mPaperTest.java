package dev.millrace.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures of the KL3M paper (Bommarito, Katz and others, arXiv 2503.17247), with the tokenizers it published. */
class Kl3mPaperTest {
    /** Columns of the paper's table that can be had; its counts of Llama 3 include the token at the start. */
    private static final Map<String, String> COLUMNS = Map.of(
            "gpt-4o", "o200k_base",
            "gpt2", "r50k_base",
            "llama3", "lenml-llama3_1",
            "kl3m-001-32k", "kl3m-001-32k",
            "kl3m-003-64k", "kl3m-003-64k",
            "kl3m-004-char-4k-cased", "kl3m-004-char-4k-cased",
            "kl3m-004-char-8k-cased", "kl3m-004-char-8k-cased");

    private static Tokenizer load(String name) {
        return TokenizerRegistry.builtInNames().contains(name)
                ? TokenizerRegistry.load(name)
                : TokenizerRegistry.load(SharedData.path("tokenizers/" + name).toString());
    }

    private static long count(Tokenizer tokenizer, String text, boolean template) {
        byte[] bytes = text.getBytes(UTF_8);
        return tokenizer
                .newEncoder(EncodingOptions.DEFAULT.withTemplate(template))
                .count(bytes, 0, bytes.length);
    }

    @Test
    void termsHaveThePublishedNumbersOfTokens() throws IOException {
        List<String> lines = Files.readAllLines(SharedData.path("golden/kl3m-paper/domain_term_counts.csv"));
        List<String> headings = List.of(lines.get(0).split(",", -1));
        COLUMNS.forEach((column, name) -> {
            Tokenizer tokenizer = load(name);
            int fromEnd = headings.size() - headings.indexOf(column);
            for (String line : lines.subList(1, lines.size())) {
                List<String> cells = List.of(line.split(",", -1));
                int counts = headings.size() - 2;
                String term = String.join(",", cells.subList(1, cells.size() - counts))
                        .replace("\"", "");
                assertThat(count(tokenizer, term, column.equals("llama3")))
                        .as("%s, %s", column, term)
                        .isEqualTo(Long.parseLong(cells.get(cells.size() - fromEnd)));
            }
        });
        assertThat(lines).hasSize(21);
    }

    @ParameterizedTest
    @CsvSource({"kl3m-004-char-4k-cased,24,20", "kl3m-004-char-8k-cased,23,20"})
    void theSentenceReadByAMachineNeedsMoreTokensThanTheCorrectOne(String name, long read, long correct) {
        Tokenizer tokenizer = load(name);
        assertThat(count(tokenizer, "Thc Vnited S tates 5enate is nesp0nslbe for the", false))
                .isEqualTo(read);
        assertThat(count(tokenizer, "The United States Senate is responsible for the", false))
                .isEqualTo(correct);
    }

    @Test
    void aSpaceThatIsAnAddedTokenStandsAlone() {
        Tokenizer tokenizer = load("kl3m-001-32k");
        assertThat(count(tokenizer, "The United States Senate is responsible for the", false))
                .isEqualTo(16);
        assertThat(count(tokenizer, "42 U.S.C. § 1983", false)).isEqualTo(12);
    }
}
