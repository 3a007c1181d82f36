package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import org.junit.jupiter.api.Test;

class TokenizersCommandTest {
    @Test
    void listsEveryBuiltInTokenizer() {
        Result result = Cli.run("tokenizers");

        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(1 + TokenizerRegistry.builtInNames().size());
        assertThat(result.lines().subList(1, result.lines().size()))
                .allMatch(line -> line.matches("\\S+ +[\\d,]+ +u(16|32) +(text|bytes \\(latin-1\\)) +[0-9a-f]{64}"));
    }

    @Test
    void describesThoseAskedForAsJson() {
        Tokenizer gpt2 = TokenizerRegistry.load("gpt2");

        Result result = Cli.run("tokenizers", "--json", "gpt2");

        assertThat(result.out())
                .isEqualTo("{\"name\":\"gpt2\",\"vocabularySize\":50257,\"idWidth\":\"u16\",\"input\":\"text\","
                        + "\"fingerprint\":\"" + gpt2.fingerprint() + "\"}\n");
    }

    @Test
    void reportsWhatCannotBeLoadedAndPrintsTheRest() {
        Result result = Cli.run("tokenizers", "--json", "nonsense", "gpt2");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines()).hasSize(1);
        assertThat(result.err()).contains("nonsense").hasLineCount(1);
    }
}
