package dev.millrace.tokenizer;

/**
 * Whether merges may make the ids of special tokens out of data. No special token is sought in documents either way; but
 * some vocabularies have merges whose result is one, and the reference library applies them.
 */
public enum SpecialsInData {
    /** They may, as in the reference library. */
    MERGE,
    /** Merges that make a special token do not apply; where there are any, the tokenizer has another fingerprint. */
    FORBID
}
