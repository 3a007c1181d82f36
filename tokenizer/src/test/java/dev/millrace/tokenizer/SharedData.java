package dev.millrace.tokenizer;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of test data beside the checkout; tests that need it are skipped where it is missing, but not in CI. */
public final class SharedData {
    private SharedData() {}

    /** A file or folder of the test data. */
    public static Path path(String relative) {
        Path path = Path.of(System.getProperty("millrace.shared", "../../shared"), "data", relative);
        if (!Files.exists(path)) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI must have the test data, but " + path + " is missing");
            }
            System.out.println("skipped: test data is missing: " + path);
            abort("test data is missing: " + path);
        }
        return path;
    }
}
