package dev.millrace.tokenizer.dynamic;

/**
 * Which boundaries a merge must not cross. In every mode special tokens never merge; a space, line feed or tab may only
 * begin a token, unless the token is made of nothing else; and two line feeds stay two.
 */
public enum BoundaryMode {
    /** The two together must be one piece for the expression of {@link BoundaryRule}: a word, a number, a run of signs. */
    PRETOKENS,
    /** The two together must be one word between white space. */
    WORD,
    /** As {@link #WORD}, and punctuation is only joined to what stands before it if it is a hyphen. */
    WORD_HYPHEN,
    /** Nothing more. */
    SENTENCE
}
