package dev.millrace.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    /** Prints how many bytes standard input has. */
    static final class Count {
        private Count() {}

        public static void main(String[] arguments) throws IOException {
            Console console = Console.ofProcess();
            console.text().print(console.in().readAllBytes().length);
            console.out().flush();
        }
    }

    @Test
    void standardInputMayBeAPipe() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Count.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = child.getOutputStream()) {
            in.write("hello".repeat(50_000).getBytes(UTF_8));
        }
        assertThat(new String(child.getInputStream().readAllBytes(), UTF_8)).isEqualTo("250000");
        assertThat(child.waitFor()).isZero();
    }
}
