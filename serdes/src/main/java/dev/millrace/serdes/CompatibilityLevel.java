package dev.millrace.serdes;

/** What a registry demands of a new schema of a subject; the names are the registry's. */
public enum CompatibilityLevel {
    /** Nothing. */
    NONE,
    /** It reads data of the latest schema. */
    BACKWARD,
    /** It reads data of every earlier schema. */
    BACKWARD_TRANSITIVE,
    /** The latest schema reads its data. */
    FORWARD,
    /** Every earlier schema reads its data. */
    FORWARD_TRANSITIVE,
    /** Both ways with the latest schema. */
    FULL,
    /** Both ways with every earlier schema. */
    FULL_TRANSITIVE
}
