package dev.millrace.tokenizer;

/** A document of text is not well-formed UTF-8, and {@link InvalidUtf8#REJECT} was asked for. */
public final class MalformedInputException extends EncodingException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /** {@code offset} is that of the first ill-formed byte, counted from the start of the document. */
    public MalformedInputException(long offset) {
        super("the document must be well-formed UTF-8, but the byte at offset " + offset + " is not");
        this.offset = offset;
    }

    /** Offset of the first ill-formed byte, counted from the start of the document. */
    public long offset() {
        return offset;
    }
}
