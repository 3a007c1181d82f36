package dev.millrace.serdes;

import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@link MillraceAvroSerializer} and {@link MillraceAvroDeserializer} together. */
public final class MillraceAvroSerde<T extends IndexedRecord> implements Serde<T> {
    private final MillraceAvroSerializer<T> serializer = new MillraceAvroSerializer<>();
    private final MillraceAvroDeserializer<T> deserializer;

    /** For Kafka, which calls {@link #configure} next. */
    public MillraceAvroSerde() {
        this.deserializer = new MillraceAvroDeserializer<>();
    }

    /** Reads into {@code type}, a generated class; {@link #configure} comes next. */
    public MillraceAvroSerde(Class<T> type) {
        this.deserializer = new MillraceAvroDeserializer<>(type);
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        serializer.configure(configs, isKey);
        deserializer.configure(configs, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
