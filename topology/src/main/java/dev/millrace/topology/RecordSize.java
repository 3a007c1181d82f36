package dev.millrace.topology;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Upper bound on what the producer will count for a record before compression.
 *
 * <p>Why we count at all: under exactly-once a record that the producer refuses as too large has already put the
 * transaction into its error state, so no handler can skip it; it must be seen before it is sent.
 */
final class RecordSize {
    /** Batch header (61 bytes), record attributes and the longest varints of lengths, offset and time stamp. */
    private static final int OVERHEAD = 61 + 1 + 5 * 5 + 10;

    private RecordSize() {}

    static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        long size = OVERHEAD + length(key) + length(value);
        for (Header header : headers) {
            size += 10 + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
