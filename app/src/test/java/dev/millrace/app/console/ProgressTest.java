package dev.millrace.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(boolean terminal) {
        return new Console(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, UTF_8),
                terminal);
    }

    @Test
    void redrawsOneLineOnATerminalAndRemovesIt() {
        try (Progress progress = new Progress(console(true), "working")) {
            progress.update(1, 4, "fast");
            progress.update(2, 4, "too soon to be drawn");
        }

        assertThat(err.toString(UTF_8))
                .isEqualTo("\rworking  [######------------------]  25 %  fast\u001b[K" + "\r\u001b[K");
    }

    @Test
    void writesNothingElsewhereWhenTheWorkIsShort() {
        try (Progress progress = new Progress(console(false), "working")) {
            progress.update(1, 4, "fast");
        }

        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void tablesAlignNumbersToTheRight() {
        TextTable table = new TextTable("name", ">n");
        table.add("a", "1,000");
        table.add("longer \ud83c\udf0d", "7");
        PrintStream out = new PrintStream(err, true, UTF_8);
        table.print(out);

        assertThat(err.toString(UTF_8)).isEqualTo("name          n\na         1,000\nlonger \ud83c\udf0d      7\n");
    }

    @Test
    void amountsAreReadable() {
        assertThat(Amounts.bytes(0)).isEqualTo("0 B");
        assertThat(Amounts.bytes(999)).isEqualTo("999 B");
        assertThat(Amounts.bytes(1_000)).isEqualTo("1.0 kB");
        assertThat(Amounts.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("9.2 EB");
        assertThat(Amounts.rounded(999_949)).isEqualTo("999.9 k");
        assertThat(Amounts.rounded(999_951)).isEqualTo("1.0 M");
        assertThat(Amounts.ratio(1, 0)).isEqualTo("-");
    }
}
