package dev.millrace.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed PTX is what the compiler makes of the committed kernels. */
class PtxBuildTest {
    private static final int NO_COMPILER = 3;

    @Test
    void rebuiltPtxIsTheSameByteForByte(@TempDir Path folder) throws IOException, InterruptedException {
        Path rebuilt = folder.resolve("kernels.ptx");
        Process build = new ProcessBuilder(
                        Path.of("build-ptx.sh").toAbsolutePath().toString(), rebuilt.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes());
        assertThat(build.waitFor(2, TimeUnit.MINUTES)).isTrue();
        if (build.exitValue() == NO_COMPILER) {
            System.out.println("skipped: the PTX is not rebuilt: " + said.strip());
            abort(said);
        }
        assertThat(build.exitValue()).as(said).isZero();
        assertThat(Files.readString(rebuilt)).isEqualTo(KernelRun.ptx());
    }

    @Test
    void oldDriversTakeIt() {
        assertThat(KernelRun.ptx()).contains("\n.version 6.3\n").contains("\n.target sm_75\n");
    }
}
