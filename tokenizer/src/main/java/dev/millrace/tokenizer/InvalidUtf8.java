package dev.millrace.tokenizer;

/** What happens to ill-formed UTF-8 in a document of text. */
public enum InvalidUtf8 {
    /** Each maximal ill-formed subpart becomes one U+FFFD (Unicode Standard, section 3.9, conformance C10). */
    REPLACE,
    /** The document is refused with a {@link MalformedInputException}. */
    REJECT,
    /** The bytes are encoded as they are; only byte-level vocabularies can. */
    BYTES
}
