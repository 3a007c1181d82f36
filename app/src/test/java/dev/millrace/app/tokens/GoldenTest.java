package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import dev.millrace.app.console.JsonLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command prints tiktoken's own ids for vectors that tiktoken made. */
class GoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"r50k_base", "p50k_base", "p50k_edit", "cl100k_base", "o200k_base"})
    void encodePrintsTheIdsOfTiktoken(String tokenizer) throws IOException {
        Path golden = golden().resolve("jtokkit").resolve(tokenizer + "_encodings.csv");
        List<List<String>> rows = Csv.parse(Files.readString(golden));
        assertThat(rows.get(0)).startsWith("input", "output");
        ByteArrayOutputStream documents = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            JsonLines.write(documents, json -> json.writeStringField("text", row.get(0)));
            expected.add(row.get(1).replace(" ", ""));
        }

        Result result = Cli.runWith(documents.toByteArray(), "encode", "-t", tokenizer, "--jsonl", "-");

        assertThat(result.code()).as("%s", result.err()).isZero();
        assertThat(result.lines().stream().map(GoldenTest::ids).toList()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p50k_base", "cl100k_base", "o200k_base"})
    void encodePrintsTheIdsOfASecondSourceOfVectors(String tokenizer) throws IOException {
        Path folder = golden().resolve("kitoken");
        List<String> inputs = Files.readAllLines(folder.resolve("small_input.txt"));
        List<String> vectors =
                Files.readAllLines(folder.resolve("tiktoken").resolve("small_tokens_" + tokenizer + ".txt"));
        assertThat(inputs).isNotEmpty();
        ByteArrayOutputStream documents = new ByteArrayOutputStream();
        for (String input : inputs) {
            String text = input.replace("\\n", "\n").replace("\\s", " ").replace("\\x", "");
            JsonLines.write(documents, json -> json.writeStringField("text", text));
        }

        Result result = Cli.runWith(documents.toByteArray(), "encode", "-t", tokenizer, "--special", "--jsonl", "-");

        assertThat(result.code()).as("%s", result.err()).isZero();
        assertThat(result.lines().stream().map(GoldenTest::ids).toList())
                .isEqualTo(vectors.stream()
                        .map(vector -> "[" + vector.replace(" ", "") + "]")
                        .toList());
    }

    private static String ids(String line) {
        return line.substring(line.indexOf("\"ids\":") + 6, line.length() - 1);
    }

    private static Path golden() {
        Path golden = Path.of(System.getProperty("millrace.shared", "."), "data", "golden");
        if (!Files.isDirectory(golden)) {
            assertThat(System.getenv("CI"))
                    .as("the vectors in %s must be there where CI=true", golden)
                    .isNotEqualTo("true");
            System.out.println("skipped: no vectors in " + golden);
            Assumptions.abort("no vectors in " + golden);
        }
        return golden;
    }
}
