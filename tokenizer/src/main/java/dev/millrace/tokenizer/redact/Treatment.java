package dev.millrace.tokenizer.redact;

/** What becomes of an identifier. */
public enum Treatment {
    /** It is not looked for and stays. */
    KEEP,
    /** Its tag takes its place, such as {@code <SSN>}. */
    TAG,
    /** Each of its bytes becomes {@code #}, so that all offsets stay. */
    MASK,
    /** Its letters and digits become others, the same for the same identifier and key. */
    SURROGATE,
    /** A tag with the year, such as {@code <DATE:1961>}; for dates alone. */
    YEAR,
    /**
     * A tag with the first three digits, such as {@code <ZIP:021>}, or {@code <ZIP:000>} where too few people live; for
     * postal codes alone.
     */
    ZIP3
}
