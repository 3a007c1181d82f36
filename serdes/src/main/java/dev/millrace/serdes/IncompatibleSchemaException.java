package dev.millrace.serdes;

/** The registry refuses a schema as incompatible with earlier ones of its subject (HTTP 409): definitive. */
public final class IncompatibleSchemaException extends RegistryException {
    private static final long serialVersionUID = 1L;

    IncompatibleSchemaException(String message) {
        super(message, null);
    }
}
