package dev.millrace.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Returns the record that the interceptor attached, so that nothing is decoded twice; where there is none, reads it. It
 * never throws: an exception here would stop the stream or lose the reason.
 */
final class DocumentDeserializer implements Deserializer<IncomingRecord> {
    private final DocumentReader reader;

    DocumentDeserializer(DocumentReader reader) {
        this.reader = reader;
    }

    @Override
    public IncomingRecord deserialize(String topic, byte @Nullable [] data) {
        throw new UnsupportedOperationException("documents are read together with their headers");
    }

    @Override
    public IncomingRecord deserialize(String topic, Headers headers, byte @Nullable [] data) {
        IncomingRecord attached = AttachedRecord.find(headers);
        return attached == null ? reader.read(topic, headers, data) : attached;
    }
}
