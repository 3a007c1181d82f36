package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainCommandTest {
    private static final String TEXT =
            "The miller's daughter and the miller's son, by the way, by the way. ".repeat(20);

    @TempDir
    private Path folder = Path.of("");

    private String file() throws IOException {
        return Files.writeString(folder.resolve("a.txt"), TEXT).toString();
    }

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void whatIsLearntEncodesAndDecodes() throws IOException {
        String file = file();
        Result trained = Cli.run("train", "--vocab-size", "280", "--special", "<s>", "-o", out("t"), file);
        assertThat(trained.code()).as("%s", trained).isZero();
        assertThat(trained.out()).contains("\"documents\":1", "\"vocabularySize\":280", "\"fingerprint\":\"");

        Result encoded = Cli.run("encode", "-t", out("t"), file);
        Result decoded = Cli.runWith(encoded.out(), "decode", "-t", out("t"), "-");
        assertThat(decoded.out()).isEqualTo(TEXT);
        assertThat(encoded.out().length()).isLessThan(TEXT.length() * 3);
    }

    @Test
    void standardInputInJsonLinesGivesTheSameBytesAsFiles() throws IOException {
        Cli.run("train", "--vocab-size", "290", "-o", out("a"), file());
        Cli.runWith(
                "{\"text\":\"" + TEXT + "\"}\n",
                "train",
                "--vocab-size",
                "290",
                "--jsonl",
                "--threads",
                "3",
                "-o",
                out("b"),
                "-");
        assertThat(folder.resolve("b/tokenizer.json")).hasSameBinaryContentAs(folder.resolve("a/tokenizer.json"));
    }

    @Test
    void aFamilyIsNestedAndRanksAreWritten() throws IOException {
        Result result =
                Cli.run("train", "--vocab-size", "280", "--family", "270,275", "--tiktoken", "-o", out("t"), file());
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(1)).contains("\"vocabularySize\":270");
        assertThat(folder.resolve("t/275/tokenizer.json")).exists();
        assertThat(Files.readString(folder.resolve("t/ranks.tiktoken"), UTF_8)).hasLineCount(280);
    }

    @Test
    void superwordsCrossSpacesAndBytesNeedNoText() throws IOException {
        Cli.run("train", "--vocab-size", "330", "--superwords", "30", "-o", out("s"), file());
        assertThat(Files.readString(folder.resolve("s/tokenizer.json"))).contains("ĠtheĠ");

        Result bytes =
                Cli.run("train", "--vocab-size", "300", "--bytes", "--max-token-length", "4", "-o", out("b"), file());
        assertThat(bytes.code()).as("%s", bytes).isZero();
        assertThat(Cli.run("tokenizers", out("b"), "--json").out()).contains("\"input\":\"bytes\"");
    }

    @Test
    void listsAndCitationsAreAppendedUpToAPowerOfTwo() throws IOException {
        Path reporters = Files.writeString(folder.resolve("reporters.txt"), "F. Supp. 2d\nU.S.\n");
        Result trained = Cli.run(
                "train",
                "--vocab-size",
                "500",
                "--generate",
                "enumerations,years:1990-1999",
                "--citations",
                reporters.toString(),
                "--power-of-two",
                "--nfkc",
                "-o",
                out("law"),
                file());
        assertThat(trained.code()).as("%s", trained).isZero();
        assertThat(trained.out()).contains("\"vocabularySize\":512");
        assertThat(Files.readString(folder.resolve("law/tokenizer.json")))
                .contains("\"NFKC\"", "\"(ii)\"", "\"1995\"", "\"Supp.\"");

        Result unknown = Cli.run("train", "--vocab-size", "500", "--generate", "x", "-o", out("x"), file());
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("enumerations, html");
        Result family = Cli.run(
                "train", "--vocab-size", "500", "--generate", "json", "--family", "300", "-o", out("x"), file());
        assertThat(family.code()).isEqualTo(2);
    }

    @Test
    void whatNoTokenizerJsonCanSayIsWrittenForMillraceAlone() throws IOException {
        Path numbers = Files.writeString(folder.resolve("n.txt"), "3.14159 and 1234567; ".repeat(30));
        Cli.run("train", "--vocab-size", "280", "-o", out("n"), numbers.toString());
        Result trained = Cli.run(
                "train",
                "--vocab-size",
                "300",
                "--digits",
                "3",
                "--fractions-from-left",
                "-o",
                out("n"),
                numbers.toString());
        assertThat(trained.code()).as("%s", trained).isZero();
        assertThat(trained.err())
                .contains("a tokenizer.json cannot express digits grouped by whether they are a fraction");
        assertThat(folder.resolve("n/tokenizer.json")).doesNotExist();
        Result verified = Cli.run("verify", "-t", out("n"), numbers.toString());
        assertThat(verified.code()).isEqualTo(2);
        assertThat(verified.err())
                .isEqualTo("millrace: a tokenizer.json cannot express how texts are cut by " + out("n")
                        + ", which Millrace alone loads\n");
        Result encoded = Cli.runWith("3.14159", "encode", "-t", out("n"), "-");
        assertThat(encoded.out()).contains("\"tokenizer\":\"n\"", "\"count\":4,"); // 3 . 141 59

        Cli.run("train", "--vocab-size", "300", "--digits", "3", "-o", out("n"), numbers.toString());
        assertThat(folder.resolve("n/millrace.json")).doesNotExist();
        assertThat(Cli.run("train", "--vocab-size", "300", "--fractions-from-left", "-o", out("n"), numbers.toString())
                        .code())
                .isEqualTo(2);
    }

    @Test
    void documentsComeFromFilesOrATopicNotBoth() throws IOException {
        Result both = Cli.run("train", "--vocab-size", "300", "--topic", "documents", "-o", out("x"), file());
        Result neither = Cli.run("train", "--vocab-size", "300", "-o", out("x"));
        assertThat(both.err()).contains("either files or --topic", "got both");
        assertThat(neither.err()).contains("got neither");
        assertThat(neither.code()).isEqualTo(2);
    }

    @Test
    void badOptionsAreBadUsage() throws IOException {
        assertThat(Cli.run("train", "--vocab-size", "100", "-o", out("t"), file())
                        .err())
                .contains("at least 256");
        Result unknown = Cli.run("train", "--vocab-size", "300", "--pre-tokenizer", "x", "-o", out("t"), file());
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("must be one of");
    }

    @Test
    void inspectCountsWhatIsOfNoUse() throws IOException {
        String file = file();
        Cli.run("train", "--vocab-size", "300", "-o", out("t"), file);
        Result table = Cli.run("inspect", "-t", out("t"), file);
        assertThat(table.code()).as("%s", table).isZero();
        assertThat(table.out()).contains("unreachable", "duplicate", "partial_utf8", "unused");
        Result json = Cli.run("inspect", "-t", out("t"), "--json");
        assertThat(json.out()).contains("{\"kind\":\"partial_utf8\",\"id\":").doesNotContain("unused");
    }

    @Test
    void aTokenMayHaveMoreCharactersThanNamesInJsonUsuallyDo() throws IOException {
        String file = Files.writeString(folder.resolve("same.txt"), "a".repeat(1 << 17))
                .toString();
        Result trained = Cli.run("train", "--vocab-size", "272", "-o", out("t"), file);
        assertThat(trained.code()).as("%s", trained).isZero();

        Result encoded = Cli.run("encode", "-t", out("t"), file());
        Result decoded = Cli.runWith(encoded.out(), "decode", "-t", out("t"), "-");
        assertThat(decoded.out()).isEqualTo(TEXT);
        assertThat(Cli.run("encode", "-t", out("t"), file).out()).contains("\"count\":2,");
        Result verified = Cli.run("verify", "-t", out("t"), "--against", "hf", file(), file);
        assertThat(verified.code()).as("%s", verified).isZero();
    }

    @Test
    void withNothingToLearnFromTheTokenizerOfBeforeStays() throws IOException {
        Cli.run("train", "--vocab-size", "280", "-o", out("t"), file());
        byte[] before = Files.readAllBytes(folder.resolve("t/tokenizer.json"));

        Result missing = Cli.run("train", "--vocab-size", "280", "-o", out("t"), out("missing.txt"));
        Result empty = Cli.runWith("", "train", "--vocab-size", "280", "-o", out("t"), "-");

        assertThat(missing.code()).isEqualTo(1);
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("something to learn from");
        assertThat(folder.resolve("t/tokenizer.json")).hasBinaryContent(before);
    }

    @Test
    void whatCannotBeWrittenIsOneSentenceAndLeavesNoPart() throws IOException {
        Files.createDirectories(folder.resolve("t/tokenizer.json/in the way"));
        Result inTheWay = Cli.run("train", "--vocab-size", "280", "-o", out("t"), file());
        assertThat(inTheWay.code()).isEqualTo(1);
        assertThat(inTheWay.err())
                .contains("tokenizer.json cannot be written: ")
                .doesNotContain("Exception");
        assertThat(folder.resolve("t")).isDirectoryNotContaining("glob:**.part");

        Result noFolder = Cli.run("train", "--vocab-size", "280", "-o", file(), file());
        assertThat(noFolder.code()).isEqualTo(1);
        assertThat(noFolder.err()).contains("a.txt cannot be made a folder: a file of that name exists");
    }

    @Test
    void aFamilyThatCannotBeIsBadUsageBeforeAnythingIsWritten() throws IOException {
        for (String size : new String[] {"0", "255", "281"}) {
            Result result = Cli.run("train", "--vocab-size", "280", "--family", size, "-o", out("f"), file());
            assertThat(result.code()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).contains("--family", "got " + size);
        }
        assertThat(folder.resolve("f")).doesNotExist();
    }
}
