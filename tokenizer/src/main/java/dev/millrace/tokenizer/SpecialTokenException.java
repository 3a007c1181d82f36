package dev.millrace.tokenizer;

/** A document contains the text of a special token, and {@link SpecialTokens#REFUSE} was asked for. */
public final class SpecialTokenException extends EncodingException {
    private static final long serialVersionUID = 1L;

    /** {@code offset} is that of the token's first byte, counted from the start of the document. */
    public SpecialTokenException(String token, long offset) {
        super("the document must not contain special tokens, but has " + token + " at offset " + offset);
    }
}
