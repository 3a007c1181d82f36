package dev.millrace.serdes;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** A schema registry did not do what it was asked; the subclass says whether asking again can help. */
public abstract sealed class RegistryException extends KafkaException
        permits SchemaNotFoundException,
                IncompatibleSchemaException,
                RegistryRejectedException,
                RegistryUnavailableException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    RegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.detail = message;
    }

    /** The message: one sentence, without credentials. */
    public String detail() {
        return detail;
    }
}
