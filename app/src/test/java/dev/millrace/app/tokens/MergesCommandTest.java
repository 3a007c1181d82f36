package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergesCommandTest {
    private static final String TEXT =
            "Ribonucleoprotein particles regulate mRNA stability.\nmRNA stability is modulated by ribonucleoproteins.\n";

    @TempDir
    private Path folder = Path.of("");

    private String file() throws IOException {
        return Files.writeString(folder.resolve("a.txt"), TEXT).toString();
    }

    @Test
    void aTableShowsTheReductionByMerges() throws IOException {
        Result result = Cli.run("merges", "-t", "r50k_base", "--lines", "--at", "0,2", file());

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines()).hasSize(2);
        assertThat(result.lines().get(0)).contains("batch", "m=0", "m=2", "unique tokens");
        assertThat(result.lines().get(1)).contains("a.txt", "0.0 %");
    }

    @Test
    void tableAndDocumentsDecodeToTheBytesThatWentIn() throws IOException {
        for (String form : new String[] {"--no-special", "--lines"}) {
            Result merged = Cli.run("merges", "-t", "r50k_base", form, "--ids", "--merges", "7", file());
            assertThat(merged.lines().get(0)).startsWith("{\"mergeTable\":\"");
            assertThat(merged.lines().get(1)).contains("\"mergeTableId\":\"");

            Result decoded = form.equals("--lines")
                    ? Cli.runWith(merged.out(), "decode", "--lines", "-")
                    : Cli.runWith(merged.out(), "decode", "-");
            assertThat(decoded.out()).as("%s", decoded).isEqualTo(TEXT);
        }
    }

    @Test
    void figuresComeAsJson() throws IOException {
        Result result = Cli.run("merges", "-t", "r50k_base", "--json", "--at", "1", file());
        assertThat(result.out()).contains("\"documents\":1", "\"saturated\":true", "\"tokensAfter\":{\"1\":");
    }

    @Test
    void aDocumentBeforeItsTableIsReported() throws IOException {
        Result merged = Cli.run("merges", "-t", "r50k_base", "--ids", file());
        Result decoded = Cli.runWith(merged.lines().get(1) + "\n", "decode", "-");
        assertThat(decoded.code()).isEqualTo(1);
        assertThat(decoded.err()).contains("must come after the merge table that it names");
    }

    @Test
    void aTableThatWasChangedIsReported() throws IOException {
        Result merged = Cli.run("merges", "-t", "r50k_base", "--ids", file());
        String forged = merged.lines().get(0).replace("\"language\":\"\"", "\"language\":\"tr\"");
        Result decoded = Cli.runWith(forged + "\n", "decode", "-");
        assertThat(decoded.code()).isEqualTo(1);
        assertThat(decoded.err()).contains("merge table whose content has its id");
    }
}
