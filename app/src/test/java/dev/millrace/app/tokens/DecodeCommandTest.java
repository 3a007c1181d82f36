package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {
    @Test
    void readsPlainIdsAndArraysLineByLine() {
        Result result =
                Cli.runWith("24912 2375\n[24912,2375]\n 24912,2375\n\n", "decode", "-t", "o200k_base", "--lines", "-");

        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out()).isEqualTo("hello world\nhello world\nhello world\n\n");
    }

    @Test
    void undoesEncodeWithoutBeingToldTheTokenizer() {
        String text = "Zeile\n\u00fcber drei \u4e16\u754c \ud83c\udf0d";

        Result encoded = Cli.runWith(text, "encode", "-t", "gpt2", "-");

        assertThat(Cli.runWith(encoded.bytes(), "decode", "-").out()).isEqualTo(text);
        assertThat(Cli.runWith(encoded.bytes(), "decode", "--jsonl", "-").out())
                .isEqualTo("{\"index\":0,\"text\":\"Zeile\\n\u00fcber drei \u4e16\u754c \ud83c\udf0d\"}\n");
    }

    @Test
    void bytesThatAreNoTextComeOutAsBase64() {
        Result encoded =
                Cli.runWith(new byte[] {(byte) 0xff, 1}, "encode", "-t", "gpt2", "--invalid-utf8", "bytes", "-");

        assertThat(Cli.runWith(encoded.bytes(), "decode", "--jsonl", "-").out())
                .isEqualTo("{\"index\":0,\"base64\":\"/wE=\"}\n");
    }

    @Test
    void idsOfAnotherVocabularyAreRefused() {
        Result encoded = Cli.runWith("hello", "encode", "-t", "gpt2", "-");
        String forged = encoded.out().replaceFirst("\"fingerprint\":\"[0-9a-f]{4}", "\"fingerprint\":\"0000");

        Result result = Cli.runWith(forged, "decode", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.bytes()).isEmpty();
        assertThat(result.err()).contains("fingerprint").hasLineCount(1);
    }

    @Test
    void anIdOutsideTheVocabularyIsReported() {
        Result result = Cli.runWith("1 999999999\n262\n", "decode", "-t", "gpt2", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEqualTo(" the");
        assertThat(result.err()).contains("-, line 1").contains("999999999");
    }

    @Test
    void whatIsNoIdIsReported() {
        assertThat(Cli.runWith("12 x3\n", "decode", "-t", "gpt2", "-").err())
                .contains("line 1")
                .contains("column 4");
        assertThat(Cli.runWith("[1.5]\n", "decode", "-t", "gpt2", "-").err()).contains("whole numbers");
        assertThat(Cli.runWith("{\"count\":1}\n", "decode", "-t", "gpt2", "-").err())
                .contains("\"ids\"");
        assertThat(Cli.runWith("99999999999\n", "decode", "-t", "gpt2", "-").err())
                .contains("between 0 and 2147483647");
    }

    @Test
    void aPathInTheInputIsNeverOpened(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("tokenizer.json"), "{}");

        Result result = Cli.runWith("{\"tokenizer\":\"" + file + "\",\"ids\":[1]}", "decode", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("not a built-in one").contains("--tokenizer");
    }

    @Test
    void idsWithoutATokenizerNeedOne() {
        Result result = Cli.runWith("1 2 3", "decode", "-");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--tokenizer");
    }

    @Test
    void aLongDocumentIsWrittenWholeOrNotAtAll() {
        String text = "Zw\u00f6lf \ud83c\udf0d! ".repeat(20_000);
        Result encoded = Cli.runWith(text, "encode", "-t", "gpt2", "-");

        assertThat(Cli.runWith(encoded.bytes(), "decode", "-").out()).isEqualTo(text);
        Result broken = Cli.runWith(encoded.out().replaceFirst("\\]", ",999999]"), "decode", "-");
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.bytes()).isEmpty();
        assertThat(broken.err()).contains("999999");
    }

    @Test
    void aLineThatBreaksOffIsNamedWithoutTheParsersOwnNames() {
        for (String line : new String[] {"[1,2", "{\"ids\":[1]", "{\"ids\""}) {
            Result result = Cli.runWith(line + "\n", "decode", "-t", "gpt2", "-");

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("millrace: -, line 1: must be JSON with ids: Unexpected end-of-input")
                    .doesNotContain("Source", "REDACTED")
                    .hasLineCount(1);
        }
    }
}
