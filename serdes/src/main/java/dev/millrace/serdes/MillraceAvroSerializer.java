package dev.millrace.serdes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records, generated or generic, in the wire format; configured with the keys of {@link
 * SchemaRegistryConfig}. The first record of a schema in a topic asks the registry for its id, again for up to {@code
 * http.read.timeout.ms} while it is unavailable, and the answer is kept; where that must not happen, use {@link
 * WireFormatWriter}.
 *
 * <p>{@link #serialize} throws a {@link RegistryException} if there is no id to be had, and a {@link
 * org.apache.kafka.common.errors.SerializationException} if the record breaks its schema.
 *
 * <p><b>Thread safety:</b> safe for use by several threads once configured.
 */
public final class MillraceAvroSerializer<T extends IndexedRecord> implements Serializer<T> {
    /** More kinds of records than one producer writes; whoever has more asks the registry again. */
    private static final int MAX_WRITERS = 1_000;

    private record Target(String subject, Schema schema) {}

    private record Writer(int id, RecordEncoding encoding) {}

    private final Map<Target, Writer> writers = new ConcurrentHashMap<>();
    private @Nullable RegistrySession session;

    /** For Kafka, which calls {@link #configure} next. */
    public MillraceAvroSerializer() {}

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        close();
        session = RegistrySession.open(configs, isKey);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Headers headers, @Nullable T record) {
        if (headers != null) {
            // It came with the record that this one was made from, and would win over the prefix.
            headers.remove(
                    RegistrySession.require(session, this).isKey() ? WireFormat.KEY_HEADER : WireFormat.VALUE_HEADER);
        }
        return serialize(topic, record);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T record) {
        if (record == null) {
            return null;
        }
        RegistrySession open = RegistrySession.require(session, this);
        Schema schema = record.getSchema();
        Target target = new Target(open.subject(topic, schema), schema);
        Writer writer = writers.get(target);
        if (writer == null) {
            writer = resolve(open, target);
        }
        return writer.encoding.encode(writer.id, record);
    }

    private Writer resolve(RegistrySession open, Target target) {
        RegisteredSchema found = Backoff.retry(
                open.config().readTimeout(),
                () -> SchemaIds.resolve(open.registry(), open.config(), target.subject, target.schema));
        Writer writer = new Writer(found.id(), RecordEncoding.of(target.schema, found.schema()));
        if (writers.size() >= MAX_WRITERS) {
            writers.clear();
        }
        writers.put(target, writer);
        return writer;
    }

    @Override
    public void close() {
        RegistrySession.close(session);
        session = null;
        writers.clear();
    }
}
