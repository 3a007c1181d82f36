package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryFlagsTest {
    @TempDir
    private Path folder = Path.of("");

    private String packed = "";
    private String vocabulary = "";

    private String out(String name) {
        return folder.resolve(name).toString();
    }

    /** A vocabulary of bytes in which a merge makes the special token, and a template that puts it before documents. */
    @BeforeEach
    void train() throws IOException {
        byte[] random = new byte[4096];
        new Random(11).nextBytes(random);
        packed = Files.write(folder.resolve("packed.bin"), random).toString();
        vocabulary = out("v");
        Result trained = Cli.run(
                "train",
                "--bytes",
                "--blocks",
                "512",
                "--vocab-size",
                "270",
                "--family",
                "262",
                "--special",
                "ab",
                "-o",
                vocabulary,
                packed);
        assertThat(trained.code()).as("%s", trained).isZero();
        Path file = folder.resolve("v/tokenizer.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"merges\":[", "\"merges\":[[\"a\",\"b\"],")
                        .replace(
                                "\"post_processor\":null",
                                "\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":"
                                        + "{\"id\":\"ab\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],"
                                        + "\"pair\":[],\"special_tokens\":{\"ab\":{\"id\":\"ab\",\"ids\":[0],"
                                        + "\"tokens\":[\"ab\"]}}}"));
    }

    @Test
    void theGateGivesTheIdsOfBytesOrRefuses() throws IOException {
        Result plain = Cli.run("encode", "-t", vocabulary, packed);
        Result raw = Cli.run("encode", "-t", vocabulary, "--entropy-gate", "raw", packed);
        Result refused = Cli.run("count", "-t", vocabulary, "--entropy-gate", "reject", packed);
        Result lenient =
                Cli.run("count", "-t", vocabulary, "--entropy-gate", "reject", "--entropy-max-bits", "7.999", packed);

        assertThat(plain.out()).doesNotContain("\"count\":4096,");
        assertThat(raw.out()).contains("\"count\":4096,");
        assertThat(Cli.runWith(raw.out(), "decode", "-t", vocabulary, "-").bytes())
                .isEqualTo(Files.readAllBytes(Path.of(packed)));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("at most 7.9 bits per byte");
        assertThat(lenient.code()).as("%s", lenient).isZero();
        assertThat(Cli.run("count", "-t", vocabulary, "--entropy-gate", "raw", "--entropy-max-bits", "9", packed)
                        .code())
                .isEqualTo(2);
    }

    @Test
    void forbiddenSpecialTokensAreNotMadeAndTheIdsAreNotThoseOfTheOtherTokenizer() {
        Result merged = Cli.runWith("ab", "encode", "-t", vocabulary, "-");
        Result forbidden = Cli.runWith("ab", "encode", "-t", vocabulary, "--specials-in-data", "forbid", "-");

        assertThat(merged.out()).contains("\"ids\":[0]");
        assertThat(forbidden.out()).contains("\"count\":2,").doesNotContain("[0,");
        assertThat(Cli.runWith(forbidden.out(), "decode", "-t", vocabulary, "-").code())
                .isEqualTo(1);
        assertThat(Cli.runWith(forbidden.out(), "decode", "-t", vocabulary, "--specials-in-data", "forbid", "-")
                        .out())
                .isEqualTo("ab");
    }

    @Test
    void whatTheTemplatePutAroundADocumentGivesNothingAndWhatDataGaveItsBytes() {
        Result encoded = Cli.runWith("ab", "encode", "-t", vocabulary, "--template", "-");

        assertThat(encoded.out()).contains("\"ids\":[0,0]");
        assertThat(Cli.runWith(encoded.out(), "decode", "-t", vocabulary, "--template", "-")
                        .out())
                .isEqualTo("ab");
        assertThat(Cli.runWith(encoded.out(), "decode", "-t", vocabulary, "-").out())
                .isEqualTo("abab");
        Result without = Cli.runWith("7 8", "decode", "-t", vocabulary, "--template", "-");
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("the ids must begin with [0]");
    }

    @Test
    void inspectTellsAPrefixFromWhatIsNone() {
        String whole = out("w");
        Cli.run("train", "--bytes", "--vocab-size", "270", "--family", "262", "-o", whole, packed);

        Result prefix = Cli.run("inspect", "-t", out("w/262"), "--prefix-of", whole);
        Result reverse = Cli.run("inspect", "-t", whole, "--prefix-of", out("w/262"), "--json");
        Result other = Cli.run("inspect", "-t", "gpt2", "--prefix-of", whole);

        assertThat(prefix.code()).as("%s", prefix).isZero();
        assertThat(prefix.out()).isEqualTo("yes: the 262 ids of 262 and its merges are the first of w\n");
        assertThat(reverse.code()).isEqualTo(1);
        assertThat(reverse.out()).startsWith("{\"prefix\":false,\"difference\":\"w has ids up to ");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).startsWith("no: gpt2 has ids up to 50256");
    }

    @Test
    void tokenizersSayHowTheirFilesSpellBytes() {
        assertThat(Cli.run("tokenizers", vocabulary).out()).contains("bytes (latin-1)");
        assertThat(Cli.run("tokenizers", "--json", vocabulary).out())
                .contains("\"input\":\"bytes\",\"byteSpelling\":\"latin-1\"");
    }

    @Test
    void blocksAreForBytes() {
        assertThat(Cli.run("train", "--vocab-size", "300", "--blocks", "10", "-o", out("x"), packed)
                        .code())
                .isEqualTo(2);
        assertThat(Cli.run("train", "--bytes", "--vocab-size", "300", "--max-blocks", "10", "-o", out("x"), packed)
                        .code())
                .isEqualTo(2);
    }
}
