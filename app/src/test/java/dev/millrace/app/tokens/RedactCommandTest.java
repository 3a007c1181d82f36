package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedactCommandTest {
    private static final String TEXT = "SSN 123-45-6789, DOB 04/05/1961\n";

    @Test
    void printsTheRedactedText() {
        assertThat(Cli.runWith(TEXT, "redact", "-").out()).isEqualTo("SSN <SSN>, DOB <DATE>\n");
        assertThat(Cli.runWith(TEXT, "redact", "--policy", "date=year", "--otherwise", "mask", "-")
                        .out())
                .isEqualTo("SSN ###########, DOB <DATE:1961>\n");
        assertThat(Cli.runWith("x\nSSN 123-45-6789\n", "redact", "--lines", "-").out())
                .isEqualTo("x\nSSN <SSN>\n");
    }

    @Test
    void spansSayWhereAndNeverWhat() {
        Result result = Cli.runWith("é: SSN 123-45-6789\n", "redact", "--spans", "-");
        assertThat(result.out())
                .isEqualTo("{\"file\":\"-\",\"type\":\"SSN\",\"start\":8,\"end\":19,"
                        + "\"redactedStart\":8,\"redactedEnd\":13}\n");
    }

    @Test
    void surrogatesNeedAKey(@TempDir Path folder) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "sixteen bytes at least");
        String[] command = {"redact", "--otherwise", "surrogate", "--key-file", key.toString(), "-"};
        assertThat(Cli.runWith(TEXT, command).out())
                .matches("SSN \\d{3}-\\d{2}-\\d{4}, DOB \\d{2}/\\d{2}/\\d{4}\n")
                .isEqualTo(Cli.runWith(TEXT, command).out())
                .doesNotContain("123-45-6789");
        Result result = Cli.runWith(TEXT, "redact", "--otherwise", "surrogate", "-");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("must have a key");
    }

    @Test
    void badUsageIsSaid(@TempDir Path folder) {
        Result none = Cli.run("redact", "--self-test", "--statements", "0");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--statements must be at least 1, got 0");
        Result noKey = Cli.run("redact", "--otherwise", "surrogate", "--key-file", folder.toString(), "-");
        assertThat(noKey.code()).isEqualTo(1);
        assertThat(noKey.err()).isEqualTo("millrace: " + folder + " cannot be read: Is a directory\n");
        assertThat(Cli.run("redact").code()).isEqualTo(2);
        Result result = Cli.run("redact", "--policy", "name=tag", "-");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("health.plan", "got name");
    }

    @Test
    void theSelfTestPrintsATable(@TempDir Path folder) throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.txt"), "one two three 123-45-6789 five");
        Result result = Cli.run("redact", "--self-test", "--statements", "20", plain.toString());
        assertThat(result.code()).as("%s", result).isZero();
        assertThat(result.out())
                .containsPattern("(?m)^type +identifiers +recall +exact +of its type +precision$")
                .containsPattern("(?m)^SSN +120 +\\d+\\.\\d\\d %")
                .containsPattern("(?m)^for 1,000 words +200\\.000$");
    }
}
