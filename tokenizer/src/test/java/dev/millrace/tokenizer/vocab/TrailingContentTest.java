package dev.millrace.tokenizer.vocab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows the object of a tokenizer.json is refused here where the library refuses it. */
class TrailingContentTest {
    @TempDir
    private Path folder = Path.of("");

    private String good() throws IOException {
        return Files.readString(TokenizerFiles.forLibrary("millrace-licences-16k-v1"));
    }

    @Test
    void whiteSpaceMayFollow() throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), good() + " \r\n\t\n");
        int size = TokenizerRegistry.load(file.toString()).vocabularySize();
        assertThat(TokenizerFiles.loadWithLibrary(file).vocabularySize()).isEqualTo(size);
    }

    @Test
    void nothingElseMay() throws IOException {
        for (String more : new String[] {"{}", "\n{\"model\":{}}", "null", "]", "x"}) {
            Path file = Files.writeString(folder.resolve("tokenizer.json"), good() + more);
            assertThatThrownBy(() -> HuggingFaceTokenizer.newInstance(file))
                    .hasMessageContaining("trailing characters");
            assertThatThrownBy(() -> TokenizerRegistry.load(file.toString()))
                    .as(more)
                    .isInstanceOf(TokenizerLoadException.class)
                    .hasMessageContaining(file.toString())
                    .message()
                    .containsAnyOf(
                            "a tokenizer.json must be one JSON object, but more follows it",
                            "a tokenizer.json must be JSON");
            assertThatThrownBy(() -> TokenizerFiles.loadWithLibrary(file)).isNotNull();
        }
    }
}
