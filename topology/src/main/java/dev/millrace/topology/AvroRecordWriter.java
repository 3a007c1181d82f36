package dev.millrace.topology;

import dev.millrace.schemas.TokenRecord;
import dev.millrace.serdes.RegistryException;
import dev.millrace.serdes.WireFormatWriter;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Turns token records, or merge tables, into the bytes that are sent.
 *
 * <p><b>Thread safety:</b> one per processor, since a configured serializer need not be thread-safe.
 */
interface AvroRecordWriter<T extends SpecificRecord> {

    /**
     * The value of the record; may add headers.
     *
     * @throws RejectedException if this record cannot be written
     * @throws BackendException if none can, for now
     */
    byte[] write(Headers headers, T record);

    /** Millrace's own: its schema id was resolved at start, so there is no I/O. */
    static <T extends SpecificRecord> AvroRecordWriter<T> own(WireFormatWriter<T> writer) {
        return (headers, record) -> {
            try {
                return writer.write(record);
            } catch (RuntimeException e) {
                throw new RejectedException(
                        RejectReason.UNSERIALIZABLE, "a record must fit its schema, but ends in " + e);
            }
        };
    }

    /** Any Kafka serializer that takes Avro's specific records. */
    static <T extends SpecificRecord> AvroRecordWriter<T> foreign(String topic, Serializer<Object> serializer) {
        trustOwnRecords();
        return (headers, record) -> {
            try {
                return serializer.serialize(topic, headers, record);
            } catch (RuntimeException e) {
                if (isOutage(e)) {
                    throw new BackendException(
                            serializer.getClass().getName() + " cannot reach its schema registry: " + e.getMessage(),
                            e);
                }
                throw new RejectedException(
                        RejectReason.UNSERIALIZABLE,
                        "a record must be serializable by "
                                + serializer.getClass().getName() + ", but ends in " + withCause(e));
            }
        };
    }

    /** Avro refuses classes that it was not told to trust; a foreign serializer cannot know that ours are needed. */
    private static void trustOwnRecords() {
        ClassSecurityPredicate trusted = ClassSecurityValidator.getGlobal();
        if (!trusted.isTrusted(TokenRecord.class)) {
            String ours = TokenRecord.class.getPackageName();
            ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                    trusted, type -> type.getPackageName().equals(ours)));
        }
    }

    /** Serializers wrap what happened; the innermost cause is what helps. */
    private static String withCause(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure ? failure.toString() : failure + " (" + root + ")";
    }

    private static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof RegistryException) {
                return true;
            }
        }
        return false;
    }
}
