package dev.millrace.serdes;

import java.util.Random;

/** Randomness of the tests: the same on every run, long with {@code -Dmillrace.tests=full}. */
final class Seeds {
    private static final boolean FULL = "full".equals(System.getProperty("millrace.tests"));

    private Seeds() {}

    /** How often a random test repeats itself. */
    static int rounds(int quick) {
        return FULL ? 20 * quick : quick;
    }

    /** A generator whose seed is printed, for a test named {@code test}. */
    static Random random(String test, long seed) {
        System.out.println(test + ": seed " + seed);
        return new Random(seed);
    }
}
