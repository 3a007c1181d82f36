package dev.millrace.serdes;

import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Writes records of one schema in the wire format, under an id that was resolved when the writer was made: no call of
 * {@link #write} does I/O.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
public final class WireFormatWriter<T extends IndexedRecord> {
    private final int id;
    private final RecordEncoding encoding;

    private WireFormatWriter(int id, RecordEncoding encoding) {
        this.id = id;
        this.encoding = encoding;
    }

    /**
     * A writer for the values of {@code topic}; asks the registry for the id, and again with growing pauses while it
     * is unavailable, up to {@code patience} plus one request.
     *
     * @throws RegistryException if there is no id to be had: which one says why
     */
    public static <T extends IndexedRecord> WireFormatWriter<T> forValues(
            RegistryClient registry, SchemaRegistryConfig config, String topic, Schema schema, Duration patience) {
        return create(registry, config, topic, false, schema, patience);
    }

    /** As {@link #forValues}, for the keys of {@code topic}. */
    public static <T extends IndexedRecord> WireFormatWriter<T> forKeys(
            RegistryClient registry, SchemaRegistryConfig config, String topic, Schema schema, Duration patience) {
        return create(registry, config, topic, true, schema, patience);
    }

    private static <T extends IndexedRecord> WireFormatWriter<T> create(
            RegistryClient registry,
            SchemaRegistryConfig config,
            String topic,
            boolean isKey,
            Schema schema,
            Duration patience) {
        String subject = config.subjectNameStrategy(isKey).subject(topic, isKey, schema);
        RegisteredSchema target = Backoff.retry(patience, () -> SchemaIds.resolve(registry, config, subject, schema));
        return new WireFormatWriter<>(target.id(), RecordEncoding.of(schema, target.schema()));
    }

    /** The id under which records are written. */
    public int schemaId() {
        return id;
    }

    /**
     * The record in the wire format: 5 bytes of prefix, then Avro binary.
     *
     * @throws org.apache.kafka.common.errors.SerializationException if the record breaks its schema, such as null in
     *     a field that must not be
     */
    public byte[] write(T record) {
        return encoding.encode(id, record);
    }
}
