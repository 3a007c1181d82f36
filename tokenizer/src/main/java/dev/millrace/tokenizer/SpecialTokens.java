package dev.millrace.tokenizer;

/** What the text of a special token, such as {@code <|endoftext|>}, means when a document contains it. */
public enum SpecialTokens {
    /** It is text like any other: a document can never forge a special token. */
    TEXT,
    /** It becomes the special token. */
    ALLOW,
    /** The document is refused with a {@link SpecialTokenException}. */
    REFUSE
}
