package dev.millrace.serdes;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro records in the wire format; configured with the keys of {@link SchemaRegistryConfig}. Data of the
 * writer's schema are resolved to the schema of the class asked for; where none is, the records are generic and in
 * their writer's schema. The first record of a schema asks the registry for it, again for up to {@code
 * http.read.timeout.ms} while it is unavailable, and the answer is kept; where that must not happen, use {@link
 * RawDocumentReader}.
 *
 * <p>{@link #deserialize} throws {@link UndecodableException} for what can never be read and {@link RegistryException}
 * for what may be read later.
 *
 * <p><b>Thread safety:</b> safe for use by several threads once configured.
 */
public final class MillraceAvroDeserializer<T extends IndexedRecord> implements Deserializer<T> {
    /** The only package whose classes a record may name itself: data do not choose what is loaded. */
    private static final String OWN_PACKAGE = "dev.millrace.schemas";

    private static final int MAX_RESOLVERS = 10_000;

    private final Map<SchemaReference, RecordResolver<?>> resolvers = new ConcurrentHashMap<>();
    private final @Nullable Class<T> fixedType;
    private @Nullable Class<?> type;
    private @Nullable RegistrySession session;
    private @Nullable WriterSchemas schemas;

    /** For Kafka, which calls {@link #configure} next. */
    public MillraceAvroDeserializer() {
        this.fixedType = null;
    }

    /** Reads into {@code type}, a generated class, whatever the configuration says; {@link #configure} comes next. */
    public MillraceAvroDeserializer(Class<T> type) {
        this.fixedType = type;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        close();
        RegistrySession open = RegistrySession.open(configs, isKey);
        type = fixedType != null ? fixedType : open.config().specificType(isKey);
        if (type != null && !SpecificRecord.class.isAssignableFrom(type)) {
            throw new ConfigException(
                    isKey ? SchemaRegistryConfig.KEY_TYPE : SchemaRegistryConfig.VALUE_TYPE,
                    type.getName(),
                    "must be a class that Avro generated");
        }
        session = open;
        schemas = new WriterSchemas(open.registry(), open.config());
    }

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] data) {
        return deserialize(topic, null, data);
    }

    @Override
    @SuppressWarnings("unchecked") // T is what the configuration promises
    public @Nullable T deserialize(String topic, @Nullable Headers headers, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        RegistrySession open = RegistrySession.require(session, this);
        WireFormat.Frame frame =
                open.isKey() ? WireFormat.parseKey(headers, data) : WireFormat.parseValue(headers, data);
        RecordResolver<?> resolver = resolvers.get(frame.schema());
        if (resolver == null) {
            resolver = resolver(open, frame.schema());
        }
        return (T) resolver.read(data, frame.payloadOffset());
    }

    private RecordResolver<?> resolver(RegistrySession open, SchemaReference reference) {
        RecordResolver<?> resolver = resolver(open.config(), writerSchema(open, reference));
        if (resolvers.size() >= MAX_RESOLVERS) {
            resolvers.clear();
        }
        resolvers.put(reference, resolver);
        return resolver;
    }

    private Schema writerSchema(RegistrySession open, SchemaReference reference) {
        if (schemas == null) {
            throw new IllegalStateException("A deserializer must be configured before it is used, but was not.");
        }
        WriterSchema answer = schemas.resolve(reference, open.config().readTimeout());
        if (answer instanceof WriterSchema.Known known) {
            return known.schema();
        }
        WriterSchema.Missing missing = (WriterSchema.Missing) answer;
        throw new UndecodableException(missing.reason(), missing.detail());
    }

    private RecordResolver<?> resolver(SchemaRegistryConfig config, Schema writer) {
        if (writer.getType() != Schema.Type.RECORD) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_UNUSABLE,
                    "The writer's schema must be a record, but is "
                            + writer.getType().getName() + ".");
        }
        Class<?> target = type != null || !config.specificReader() ? type : ownClass(writer);
        if (target == null) {
            return RecordResolver.generic(writer, writer);
        }
        Class<? extends SpecificRecord> generated = target.asSubclass(SpecificRecord.class);
        return RecordResolver.specific(writer, SpecificData.get().getSchema(generated), generated);
    }

    private static Class<?> ownClass(Schema writer) {
        Class<?> generated =
                OWN_PACKAGE.equals(writer.getNamespace()) ? SpecificData.get().getClass(writer) : null;
        if (generated == null) {
            throw new UndecodableException(
                    UndecodableException.Reason.SCHEMA_MISMATCH,
                    "A record must be of a generated class of " + OWN_PACKAGE + " unless "
                            + SchemaRegistryConfig.VALUE_TYPE + " names another, but is a " + writer.getFullName()
                            + ".");
        }
        return generated;
    }

    @Override
    public void close() {
        RegistrySession.close(session);
        session = null;
        schemas = null;
        resolvers.clear();
    }
}
