package dev.millrace.serdes;

/** The registry was reached and has no such schema, subject or version (HTTP 404 with a registry's error code): definitive. */
public final class SchemaNotFoundException extends RegistryException {
    private static final long serialVersionUID = 1L;

    SchemaNotFoundException(String message) {
        super(message, null);
    }
}
