package dev.millrace.topology;

import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * The encoder or the registry is broken, not the document: the stream thread is replaced and reads its uncommitted
 * records again.
 */
public final class BackendException extends StreamsException {
    private static final long serialVersionUID = 1L;

    BackendException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
