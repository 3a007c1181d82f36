package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountCommandTest {
    @Test
    void countsFilesWithSeveralTokenizersSideBySide(@TempDir Path folder) throws IOException {
        Path one = Files.writeString(folder.resolve("one.txt"), "hello world");
        Path two = Files.writeString(folder.resolve("two.txt"), "hello world hello world");

        Result result = Cli.run("count", "-t", "o200k_base", "-t", "gpt2", one.toString(), two.toString());

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines()).hasSize(4);
        assertThat(result.lines().get(0).split(" +"))
                .containsExactly("file", "documents", "bytes", "o200k_base", "bytes/token", "gpt2", "bytes/token");
        assertThat(result.lines().get(1).split(" +"))
                .containsExactly(one.toString(), "1", "11", "2", "5.50", "2", "5.50");
        assertThat(result.lines().get(3).split(" +")).containsExactly("total", "2", "34", "6", "5.67", "6", "5.67");
    }

    @Test
    void countsWhatEncodePrints() {
        String text = "Count and encode must agree; \u4e16\u754c, even on <|endoftext|> and \t\t tabs.";

        Result encoded = Cli.runWith(text, "encode", "-t", "cl100k_base", "-");
        Result counted = Cli.runWith(text, "count", "-t", "cl100k_base", "--json", "-");

        String count = encoded.out().replaceAll("(?s).*\"count\":(\\d+),.*", "$1");
        assertThat(counted.out())
                .isEqualTo("{\"file\":\"-\",\"documents\":1,\"bytes\":"
                        + text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                        + ",\"tokens\":{\"cl100k_base\":" + count + "}}\n");
    }

    @Test
    void linesAreDocuments() {
        Result result =
                Cli.runWith("hello world\nhello world\n", "count", "-t", "o200k_base", "--json", "--lines", "-");

        assertThat(result.out())
                .isEqualTo("{\"file\":\"-\",\"documents\":2,\"bytes\":22,\"tokens\":{\"o200k_base\":4}}\n");
    }

    @Test
    void aFileThatCannotBeReadFailsTheCommand(@TempDir Path folder) {
        Result result = Cli.run("count", "-t", "gpt2", folder.resolve("missing").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no such file");
    }
}
