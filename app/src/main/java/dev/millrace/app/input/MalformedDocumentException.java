package dev.millrace.app.input;

/** One document of the input is not what its form demands; the ones after it can still be read. */
public final class MalformedDocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code message} continues a sentence whose subject is the place: "must be ..., got ...". */
    public MalformedDocumentException(String message) {
        super(message);
    }
}
