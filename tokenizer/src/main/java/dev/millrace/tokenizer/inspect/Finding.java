package dev.millrace.tokenizer.inspect;

/**
 * Something noticed about a token.
 *
 * @param kind what
 * @param id of the token
 * @param bytes of the token
 */
public record Finding(Kind kind, int id, byte[] bytes) {

    /** What is noticed. */
    public enum Kind {
        /** No text gives this id: the model makes other tokens of its bytes, and it is not found in text before. */
        UNREACHABLE,
        /** The model makes it, but the pre-tokenizer or normalizer cuts or changes its text when it stands alone. */
        CUT,
        /** A token with a smaller id has the same bytes. */
        DUPLICATE,
        /** Its bytes are no well-formed UTF-8: part of a character, alone or beside whole ones. */
        PARTIAL_UTF8,
        /** No document that was looked at has it. */
        UNUSED
    }
}
