package dev.millrace.serdes;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** These bytes can never be read, however often they are tried. The message is one sentence without their content. */
public final class UndecodableException extends SerializationException {
    private static final long serialVersionUID = 1L;

    /** Why bytes cannot be read. */
    public enum Reason {
        /** Neither the value nor a header names a schema in a form of the wire format. */
        NOT_FRAMED,
        /** The registry says that the schema named does not exist. */
        SCHEMA_NOT_FOUND,
        /** The schema named is none that Avro can use, or is not an Avro schema at all. */
        SCHEMA_UNUSABLE,
        /** Data of the writer's schema do not fit the schema asked for. */
        SCHEMA_MISMATCH,
        /** The bytes are not Avro binary of the writer's schema: cut short, a bad length, too deep. */
        MALFORMED
    }

    private final Reason reason;
    private final String detail;

    /** The bytes are unreadable for {@code reason}; {@code message} is for people. */
    public UndecodableException(Reason reason, String message) {
        this(reason, message, null);
    }

    /** As above, with what led to it. */
    public UndecodableException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.detail = message;
    }

    /** Why the bytes cannot be read. */
    public Reason reason() {
        return reason;
    }

    /** The message: one sentence, without the bytes' content. */
    public String detail() {
        return detail;
    }

    /** None: the fault lies in the data, and a flood of bad records must not pay for stack walks. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
