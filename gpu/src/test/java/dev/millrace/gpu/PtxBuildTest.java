package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed PTX is what the compiler makes of the committed kernels. */
class PtxBuildTest {
    private static final int NO_COMPILER = 3;

    private static void skip(String why) {
        System.out.println("skipped: " + why);
        abort(why);
    }

    private static int run(StringBuilder said, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        said.append(new String(process.getInputStream().readAllBytes(), UTF_8));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Test
    void rebuiltPtxIsTheSameByteForByte(@TempDir Path folder) throws IOException, InterruptedException {
        Path rebuilt = folder.resolve("kernels.ptx");
        StringBuilder said = new StringBuilder();
        int exit = run(said, Path.of("build-ptx.sh").toAbsolutePath().toString(), rebuilt.toString());
        if (exit == NO_COMPILER) {
            skip("the PTX is not rebuilt: " + said.toString().strip());
        }
        assertThat(exit).as(said.toString()).isZero();
        assertThat(Files.readString(rebuilt)).isEqualTo(KernelRun.ptx());
    }

    /** What a driver does at load, for GPUs from Turing to Blackwell. */
    @ParameterizedTest
    @ValueSource(strings = {"sm_75", "sm_80", "sm_90", "sm_100", "sm_120"})
    void theAssemblerTakesItWithoutSpills(String gpu, @TempDir Path folder) throws IOException, InterruptedException {
        Path ptx = Files.writeString(folder.resolve("kernels.ptx"), KernelRun.ptx());
        StringBuilder said = new StringBuilder();
        int exit;
        try {
            exit = run(
                    said,
                    "ptxas",
                    "-v",
                    "-arch=" + gpu,
                    "-o",
                    folder.resolve("out").toString(),
                    ptx.toString());
        } catch (IOException notInstalled) {
            skip("the PTX is not assembled: " + notInstalled.getMessage());
            return;
        }
        assertThat(exit).as(said.toString()).isZero();
        assertThat(said).contains("0 bytes spill stores").doesNotContainPattern("[1-9]\\d* bytes spill");
    }

    @Test
    void oldDriversTakeIt() {
        assertThat(KernelRun.ptx()).contains("\n.version 6.3\n").contains("\n.target sm_75\n");
    }
}
