package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncodeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void printsOneObjectPerFileInTheDocumentedShape() throws IOException {
        String hello = file("hello.txt", "hello world");
        String empty = file("empty.txt", "");
        String fingerprint = TokenizerRegistry.load("o200k_base").fingerprint();

        Result result = Cli.run("encode", "--tokenizer", "o200k_base", hello, empty);

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .isEqualTo("{\"file\":\"" + hello + "\",\"tokenizer\":\"o200k_base\",\"fingerprint\":\"" + fingerprint
                        + "\",\"count\":2,\"ids\":[24912,2375]}\n"
                        + "{\"file\":\"" + empty + "\",\"tokenizer\":\"o200k_base\",\"fingerprint\":\"" + fingerprint
                        + "\",\"count\":0,\"ids\":[]}\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void eachLineIsADocumentWithItsIndex() {
        Result result = Cli.runWith("hello world\r\n\nhello world", "encode", "-t", "o200k_base", "--lines", "-");

        assertThat(result.code()).isZero();
        assertThat(result.lines()).hasSize(3);
        assertThat(result.lines().get(0)).startsWith("{\"index\":0,").endsWith("\"count\":2,\"ids\":[24912,2375]}");
        assertThat(result.lines().get(1)).startsWith("{\"index\":1,").endsWith("\"count\":0,\"ids\":[]}");
        assertThat(result.lines().get(2)).startsWith("{\"index\":2,").endsWith("\"count\":2,\"ids\":[24912,2375]}");
    }

    @Test
    void eachLineOfJsonIsAStringTextOrBase64() {
        String input = """
                "hello world"
                {"id":7,"text":"hello\\u0020world","other":[1,{}]}
                {"base64":"aGVsbG8gd29ybGQ="}
                """;

        Result result = Cli.runWith(input, "encode", "-t", "o200k_base", "--jsonl", "-");

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.lines()).hasSize(3).allMatch(line -> line.endsWith("\"count\":2,\"ids\":[24912,2375]}"));
    }

    @Test
    void aBadLineIsReportedAndTheOthersKeepTheirIndex() {
        Result result = Cli.runWith("\"a\"\n{\"txt\":1}\n\"b\"\n", "encode", "-t", "gpt2", "--jsonl", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines()).hasSize(2);
        assertThat(result.lines().get(1)).startsWith("{\"index\":2,");
        assertThat(result.err())
                .isEqualTo("millrace: -, line 2: must have a member \"text\" or \"base64\", but has neither\n");
    }

    @Test
    void textOfSpecialTokensIsTextUnlessAskedFor() {
        String input = "<|endoftext|>";

        assertThat(Cli.runWith(input, "encode", "-t", "cl100k_base", "--lines", "-")
                        .out())
                .doesNotContain("100257");
        assertThat(Cli.runWith(input, "encode", "-t", "cl100k_base", "--lines", "--special", "-")
                        .out())
                .endsWith("\"count\":1,\"ids\":[100257]}\n");
        assertThat(Cli.runWith(input, "encode", "-t", "cl100k_base", "--lines", "--special", "--no-special", "-")
                        .out())
                .doesNotContain("100257");
    }

    @Test
    void readsBinaryFromStandardInput() {
        byte[] binary = {0x7f, 'E', 'L', 'F', (byte) 0xff, 0, (byte) 0xfe};

        Result result = Cli.runWith(binary, "encode", "-t", "cl100k_base", "--invalid-utf8", "bytes", "-");
        Result decoded = Cli.runWith(result.bytes(), "decode", "-");

        assertThat(result.out()).startsWith("{\"file\":\"-\",");
        assertThat(decoded.bytes()).isEqualTo(binary);
    }

    @Test
    void invalidUtf8CanBeRefused() {
        byte[] invalid = {'a', (byte) 0xff};

        Result result = Cli.runWith(invalid, "encode", "-t", "cl100k_base", "--invalid-utf8", "reject", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("millrace: -: the document must be well-formed UTF-8")
                .hasLineCount(1);
    }

    @Test
    void aMissingFileIsReportedAndTheOthersArePrinted() throws IOException {
        String hello = file("hello.txt", "hello world");
        String missing = folder.resolve("missing").toString();

        Result result = Cli.run("encode", "-t", "gpt2", missing, folder.toString(), hello);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.lines()).hasSize(1);
        assertThat(result.err())
                .isEqualTo("millrace: " + missing + " cannot be read: no such file\n" + "millrace: " + folder
                        + " cannot be read: it is a directory\n");
    }

    @Test
    void anUnknownTokenizerFails() {
        Result result = Cli.runWith("", "encode", "-t", "no_such_tokenizer", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("no_such_tokenizer").hasLineCount(1);
    }

    @Test
    void badUsageHasExitCodeTwoAndAHint() {
        Result noTokenizer = Cli.run("encode", "-");
        Result unknownOption = Cli.run("encode", "--nonsense", "-t", "gpt2", "-");
        Result twoForms = Cli.run("encode", "-t", "gpt2", "--lines", "--jsonl", "-");

        assertThat(noTokenizer.code()).isEqualTo(2);
        assertThat(noTokenizer.err()).contains("--tokenizer").contains("Try 'millrace encode --help'.");
        assertThat(unknownOption.code()).isEqualTo(2);
        assertThat(unknownOption.err()).contains("--nonsense");
        assertThat(twoForms.code()).isEqualTo(2);
        assertThat(twoForms.err()).contains("--lines", "--jsonl");
    }

    @Test
    void aDocumentLongerThanAnyBufferComesOutWhole() {
        byte[] text = "The mill race turns the wheel; the wheel turns the stone. "
                .repeat(20_000)
                .getBytes(UTF_8);

        Result encoded = Cli.runWith(text, "encode", "-t", "cl100k_base", "-");
        Result decoded = Cli.runWith(encoded.bytes(), "decode", "-");

        assertThat(decoded.bytes()).isEqualTo(text);
    }

    @Test
    void offsetsArePrintedInBytesAndCodePoints() {
        byte[] document = {'h', 'i', ' ', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF, '!'};

        Result result = Cli.runWith(document, "encode", "-t", "gpt2", "--offsets", "-");

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .endsWith("\"ids\":[5303,38251,4210,0],\"spans\":[[0,2],[2,5],[5,6],[6,7]],"
                        + "\"codePointSpans\":[[0,2],[2,4],[4,5],[5,6]]}\n");
        assertThat(Cli.runWith(document, "encode", "-t", "gpt2", "-").out()).doesNotContain("pans");
        assertThat(Cli.runWith(result.bytes(), "decode", "-").out()).isEqualTo("hi \u00e9\ufffd!");
    }

    @Test
    void redactedDocumentsHaveTheIdsAndOffsetsOfTheRedactedText() throws IOException {
        String text = "né: SSN 123-45-6789, DOB 04/05/1961\n";
        String redacted = "né: SSN ###########, DOB <DATE:1961>\n";
        String[] policy = {"--redact", "--otherwise", "mask", "--policy", "date=year"};

        for (String more : new String[] {"--offsets", "--template"}) {
            Result result = Cli.runWith(
                    text,
                    "encode",
                    "-t",
                    "o200k_base",
                    more,
                    policy[0],
                    policy[1],
                    policy[2],
                    policy[3],
                    policy[4],
                    "-");

            assertThat(result.code()).as("%s", result).isZero();
            assertThat(result.out())
                    .isEqualTo(Cli.runWith(redacted, "encode", "-t", "o200k_base", more, "-")
                            .out());
        }
        Result lines = Cli.runWith("x\n" + text, "encode", "-t", "o200k_base", "--redact", "--lines", "-");
        assertThat(lines.lines()).hasSize(2);
        assertThat(Cli.runWith(lines.out(), "decode", "--lines", "-").out())
                .isEqualTo("x\nné: SSN <SSN>, DOB <DATE>\n");
    }

    /** As in the stream: the tag of a redaction is the special token, the same text in a document is not. */
    @Test
    void tagsThatAreSpecialTokensAreThoseTokens() throws IOException {
        Path corpus = Files.writeString(folder.resolve("corpus.txt"), "the number is SSN <SSN> ".repeat(20));
        String tagged = folder.resolve("tagged").toString();
        Cli.run("train", "--vocab-size", "270", "--special", "<SSN>", "-o", tagged, corpus.toString());

        Result redacted = Cli.runWith("SSN 123-45-6789", "encode", "-t", tagged, "--redact", "--offsets", "-");
        Result text = Cli.runWith("SSN <SSN>", "encode", "-t", tagged, "--redact", "--special", "-");

        assertThat(redacted.out()).contains(",0],").contains(",[4,9]]");
        assertThat(text.code()).as("%s", text).isZero();
        assertThat(text.out()).doesNotContain(",0]");
        assertThat(Cli.runWith(redacted.out(), "decode", "-t", tagged, "-").out())
                .isEqualTo(Cli.runWith(text.out(), "decode", "-t", tagged, "-").out())
                .isEqualTo("SSN <SSN>");
        assertThat(Cli.runWith("", "encode", "-t", tagged, "--redact", "-").out())
                .contains("\"count\":0,");
    }

    @Test
    void longRedactedDocumentsAreWhole() throws IOException {
        String text = "jo@x.org and more words; ".repeat(20_000);
        Result encoded = Cli.runWith(text, "encode", "-t", "cl100k_base", "--redact", "--offsets", "-");
        assertThat(Cli.runWith(encoded.out(), "decode", "-").out())
                .isEqualTo("<EMAIL> and more words; ".repeat(20_000));
    }

    @Test
    void aNameThatJavaCannotSpellIsSaidToBeOne() {
        Result result = Cli.run(
                "encode", "-t", "gpt2", folder.resolve("bad\uFFFDname.txt").toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("its name is not in the locale's encoding; give it as standard input");
    }
}
