package dev.millrace.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from end to end: real broker, real topology, everything in this process. */
class DemoCommandTest {
    private static final Pattern ID = Pattern.compile("\"id\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void tokenizesWhatItFindsAndShowsWhatWasRejected(@TempDir Path out) throws IOException {
        Result result = Cli.run("demo", "--megabytes", "1", "--dynamic", "20", "--out", out.toString());

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .containsPattern("(?m)^cl100k_base +[1-9]")
                .containsPattern("(?m)^o200k_base +[1-9].* the others$")
                .containsPattern("(?m)^millrace-licences-16k-v1 +[1-9].* domain licences$")
                .containsPattern("(?m)^dynamic merges .*\\ncl100k_base +[1-9][0-9,]* .* %$")
                .containsPattern("(?m)^broken-on-purpose +UNDECODABLE +all ")
                .containsPattern("(?m)^unknown-tokenizer-on-purpose +UNKNOWN_TOKENIZER +no_such_tokenizer ");
        List<String> cl100k = Files.readAllLines(out.resolve("tokens-cl100k_base.jsonl"));
        List<String> o200k = Files.readAllLines(out.resolve("tokens-o200k_base.jsonl"));
        assertThat(ids(cl100k)).isNotEmpty().doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids(o200k));
        assertThat(Files.readAllLines(out.resolve("rejected.jsonl"))).hasSize(2);
        DemoRoutes routes = DemoRoutes.of(List.of());
        for (String tokenizer : routes.byDomain().values()) {
            assertThat(ids(Files.readAllLines(out.resolve("tokens-" + tokenizer + ".jsonl"))))
                    .as(tokenizer)
                    .isNotEmpty()
                    .doesNotContainAnyElementsOf(ids(cl100k));
        }
        boolean clinical = routes.byDomain().containsKey("clinical");
        assertThat(ids(cl100k)).noneMatch(id -> clinical && id.startsWith("clinical-note"));
    }

    @Test
    void tokenizesDocumentsOfAnySizeAndTypeByteForByte(@TempDir Path folder) throws IOException {
        Path documents = Files.createDirectories(folder.resolve("documents"));
        byte[] binary = new byte[100_000];
        new Random(7).nextBytes(binary);
        String large = "The wheel turns as long as the race runs. ".repeat(450_000); // 19 MB: above the usual limit
        Files.write(documents.resolve("random.bin"), binary);
        Files.writeString(documents.resolve("large.txt"), large);
        Files.writeString(documents.resolve("empty"), "");
        Files.createSymbolicLink(documents.resolve("nowhere"), folder.resolve("missing"));
        Path out = folder.resolve("out");

        Result result = Cli.run(
                "demo",
                "--documents",
                documents.toString(),
                "--tokenizers",
                "cl100k_base",
                "--set",
                "millrace.invalid.utf8=bytes",
                "--data-dir",
                folder.resolve("data").toString(),
                "--out",
                out.toString());

        assertThat(result.code()).as("a link to nowhere: %s", result).isEqualTo(1);
        assertThat(result.err()).contains("nowhere cannot be read: no such file");
        assertThat(result.out()).containsPattern("(?m)^cl100k_base +3 ");
        assertThat(folder.resolve("data").resolve("broker")).isDirectory();
        Path records = out.resolve("tokens-cl100k_base.jsonl");
        assertThat(decoded(records, documents.resolve("random.bin"), folder)).isEqualTo(binary);
        assertThat(decoded(records, documents.resolve("empty"), folder)).isEmpty();
        assertThat(new String(decoded(records, documents.resolve("large.txt"), folder), UTF_8))
                .isEqualTo(large);
    }

    @Test
    void wrongDocumentsAndFoldersAreOneSentence(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("file"), "x");

        Result missing =
                Cli.run("demo", "--documents", folder.resolve("missing").toString());
        Result full = Cli.run("demo", "--data-dir", folder.toString());

        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("no such file").contains("there is no readable file");
        assertThat(full.code()).isEqualTo(2);
        assertThat(full.err()).contains("--data-dir must be an empty or new folder");
    }

    @Test
    void wrongOptionsAreFoundBeforeTheBrokerIsStarted(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        String[][] bad = {
            {"2", "--megabytes must be at least 1, got -1", "--megabytes", "-1"},
            {"2", "--megabytes must be at least 1, got 0", "--megabytes", "0"},
            {"2", "--dynamic must be at least 0, got -1", "--dynamic", "-1"},
            {"1", "a tokenizer must be one of", "--tokenizers", "cl100k_base,no_such"},
            {"1", "model must be an object", "--tokenizers", "mine=" + broken},
            {"2", "--tokenizers must be NAME or NAME=PATH each, got =x", "--tokenizers", "cl100k_base,=x"},
            {"2", "unknown key millrace.nonsense", "--set", "millrace.nonsense=1"},
            {"1", "tokenizer.json: a file of that name exists", "--out", broken.toString()},
        };
        for (String[] one : bad) {
            Path data = folder.resolve("data");
            Result result = Cli.run("demo", "--data-dir", data.toString(), one[2], one[3]);

            assertThat(result.code()).as("%s", result).isEqualTo(Integer.parseInt(one[0]));
            assertThat(result.err()).contains(one[1]).doesNotContain("Starting");
            assertThat(data).doesNotExist();
        }
    }

    @Test
    void theLogGoesToItsFileAndNotToTheTerminal(@TempDir Path folder) throws IOException, InterruptedException {
        Path document = Files.writeString(folder.resolve("a.txt"), "one two three");
        Path err = folder.resolve("err");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        classPath,
                        "dev.millrace.app.MillraceCommand",
                        "demo",
                        "--documents",
                        document.toString(),
                        "--data-dir",
                        folder.resolve("data").toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(err.toFile())
                .start();

        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(err)).doesNotContain("INFO", "WARN");
        assertThat(Files.readString(folder.resolve("data/demo.log"))).contains("INFO");
    }

    @Test
    void filesBearTheirNamesOnceTheyAreComplete(@TempDir Path folder) throws IOException {
        Path out = Files.createDirectories(folder.resolve("out"));
        Path document = Files.writeString(folder.resolve("a.txt"), "one two three");
        Files.createDirectories(out.resolve("tokens-gpt2.jsonl.part/in the way"));
        Files.writeString(out.resolve("tokens-gpt2.jsonl"), "of an earlier run");
        String[] demo = {"demo", "--documents", document.toString(), "-t", "gpt2,r50k_base", "--out", out.toString()};

        Result failed = Cli.run(Stream.concat(
                        Stream.of(demo),
                        Stream.of("--data-dir", folder.resolve("data").toString()))
                .toArray(String[]::new));
        assertThat(failed.code()).as("%s", failed).isEqualTo(1);
        assertThat(failed.err()).contains(out.resolve("tokens-gpt2.jsonl") + " cannot be written: Is a directory");
        assertThat(out.resolve("tokens-gpt2.jsonl")).hasContent("of an earlier run");
        assertThat(out.resolve("tokens-r50k_base.jsonl")).doesNotExist();
        assertThat(out.resolve("tokens-r50k_base.jsonl.part")).doesNotExist();

        Files.delete(out.resolve("tokens-gpt2.jsonl.part/in the way"));
        Files.delete(out.resolve("tokens-gpt2.jsonl.part"));
        assertThat(Cli.run(demo).code()).isZero();
        assertThat(Files.readString(out.resolve("tokens-gpt2.jsonl"))).contains("\"count\":3");
        assertThat(out).isDirectoryNotContaining("glob:**.part");
    }

    private static List<String> ids(List<String> lines) {
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            Matcher id = ID.matcher(line);
            assertThat(id.find()).as(line).isTrue();
            ids.add(id.group(1));
        }
        return ids;
    }

    /** The segments of one document in order of output, decoded by the command. */
    private static byte[] decoded(Path records, Path document, Path folder) throws IOException {
        List<String> lines = Files.readAllLines(records).stream()
                .filter(line -> line.startsWith("{\"id\":\"" + document + "\""))
                .toList();
        Path part = Files.write(folder.resolve("part.jsonl"), lines);
        Result result = Cli.run("decode", part.toString());
        assertThat(result.code()).as(result.err()).isZero();
        return result.bytes();
    }
}
