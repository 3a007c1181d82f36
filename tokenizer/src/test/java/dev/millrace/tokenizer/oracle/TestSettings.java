package dev.millrace.tokenizer.oracle;

/** What the build tells the tests. */
public final class TestSettings {
    private TestSettings() {}

    /** Whether the long forms of the tests run. */
    public static boolean isFull() {
        return "full".equals(System.getProperty("millrace.tests"));
    }

    /** The seed of random tests: system property {@code millrace.seed}, else a fixed one; printed with failures. */
    public static long seed() {
        return Long.getLong("millrace.seed", 20261121L);
    }
}
