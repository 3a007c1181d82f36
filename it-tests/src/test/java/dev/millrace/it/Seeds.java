package dev.millrace.it;

/** Seeds of randomized tests: fixed, unless {@code -Dmillrace.it.seed=N} asks for another. */
final class Seeds {
    private Seeds() {}

    /** The seed to use where {@code fixed} is the usual one. */
    static long seed(long fixed) {
        return Long.getLong("millrace.it.seed", fixed);
    }

    /** Whether the long forms of the tests were asked for. */
    static boolean full() {
        return "full".equals(System.getProperty("millrace.tests"));
    }
}
