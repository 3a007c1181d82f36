package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the tests in a JVM of their own, with the fake driver of src/test/native or with none. */
final class FakeDriver {
    private static final Path FOLDER = Path.of("target", "fake-driver").toAbsolutePath();

    private FakeDriver() {}

    /**
     * What a program did.
     *
     * @param lines it printed, errors included
     * @param calls of the driver, in order
     */
    record Run(int exit, List<String> lines, List<String> calls) {
        boolean printed(String start) {
            return lines.stream().anyMatch(line -> line.startsWith(start));
        }
    }

    /** Builds the driver; skips the test where there is no compiler, but not in CI. */
    static synchronized void build() throws IOException, InterruptedException {
        Process build = new ProcessBuilder(
                        "bash",
                        Path.of("src", "test", "native", "build-driver.sh").toString(),
                        FOLDER.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), UTF_8).strip();
        int exit = build.waitFor();
        if (exit == 3 && !"true".equals(System.getenv("CI"))) {
            System.out.println("skipped: " + said);
            abort(said);
        }
        if (exit != 0) {
            throw new AssertionError("the fake driver must build, but: " + said);
        }
    }

    /** Runs {@code main} with the driver and its faults. */
    static Run with(String faults, Class<?> main, String... arguments) throws IOException, InterruptedException {
        return run(FOLDER.toString(), faults, List.of(), main, arguments);
    }

    /** Runs {@code main} where no driver is. */
    static Run without(List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run("", "", options, main, arguments);
    }

    private static Run run(String libraries, String faults, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        Path calls = Files.createTempFile("fake-cuda", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", libraries);
        builder.environment().put("MILLRACE_FAKE_CUDA", faults);
        builder.environment().put("MILLRACE_FAKE_CUDA_LOG", calls.toString());
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        Run run = new Run(process.exitValue(), lines, Files.readAllLines(calls));
        Files.delete(calls);
        return run;
    }

    /** Surefire may put the class path into a jar's manifest and keep it as a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
