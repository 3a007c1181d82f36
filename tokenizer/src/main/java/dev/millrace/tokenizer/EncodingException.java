package dev.millrace.tokenizer;

/** One document cannot be encoded; the encoder is fine and takes the next one. */
public class EncodingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which rule the document broke and how. */
    public EncodingException(String message) {
        super(message);
    }
}
