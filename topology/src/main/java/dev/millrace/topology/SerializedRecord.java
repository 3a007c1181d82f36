package dev.millrace.topology;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * A record as it will be sent. The processor serializes, not the sink, because only there can a record that cannot be
 * serialized or is too large be rejected alone.
 *
 * @param sourcePartition partition of the document behind it
 */
record SerializedRecord(int sourcePartition, byte @Nullable [] value) {

    /** The sink's serializer: there is nothing left to do. */
    static Serializer<SerializedRecord> serializer() {
        return (topic, data) -> data == null ? null : data.value();
    }

    /**
     * Keeps all records of one source partition on one output partition, so that their order holds and the segments of a
     * document are adjacent.
     */
    static StreamPartitioner<byte[], SerializedRecord> partitioner() {
        return (topic, key, value, partitions) -> Optional.of(Set.of(value.sourcePartition() % partitions));
    }
}
