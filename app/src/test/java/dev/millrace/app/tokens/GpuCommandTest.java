package dev.millrace.app.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.millrace.app.Cli;
import dev.millrace.app.Cli.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GpuCommandTest {
    @Test
    void saysInOneSentenceWhyThereIsNoGpu() {
        assumeFalse(Files.exists(Path.of("/dev/nvidiactl")), "there is a GPU");

        Result result = Cli.run("gpu", "--check");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).hasLineCount(1).contains("no GPU can be used: ");
    }

    @Test
    void refusesSettingsThatAreNotAllowed() {
        Result result = Cli.run("gpu", "--check", "--set", "millrace.gpu.slots=0");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("millrace.gpu.slots must be a whole number from 1 to 16, got 0");
    }
}
