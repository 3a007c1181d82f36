package dev.millrace.app.kafka;

import dev.millrace.topology.RejectedHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record of the rejected topic, read as what it says. */
final class RejectedEntry {
    private final String topic;
    private final int partition;
    private final long offset;
    private final Headers headers;
    private final long length;

    RejectedEntry(ConsumerRecord<byte[], byte[]> record) {
        topic = record.topic();
        partition = record.partition();
        offset = record.offset();
        headers = record.headers();
        String original = text(RejectedHeaders.LENGTH);
        length = original != null ? Long.parseLong(original) : Math.max(0, record.serializedValueSize());
    }

    /** Coordinates of a record in the form that commands print and take. */
    static String coordinates(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** Where it lies in the rejected topic. */
    String coordinates() {
        return coordinates(topic, partition, offset);
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    Headers headers() {
        return headers;
    }

    /** Whether it is a note of a replay rather than a rejected document. */
    boolean isReplayNote() {
        return text(RejectedHeaders.REPLAYED_FROM) != null && text(RejectedHeaders.REASON) == null;
    }

    /** The header's text, or null. */
    @Nullable
    String text(String header) {
        return RejectedHeaders.text(headers, header);
    }

    /** The header's text, or {@code otherwise}. */
    String text(String header, String otherwise) {
        String text = text(header);
        return text == null ? otherwise : text;
    }

    /** Where the document was read from. */
    String source() {
        return text(RejectedHeaders.TOPIC, "?") + "-" + text(RejectedHeaders.PARTITION, "?") + "@"
                + text(RejectedHeaders.OFFSET, "?");
    }

    /** Whether only the beginning of the document is here. */
    boolean isTruncated() {
        return text(RejectedHeaders.TRUNCATED) != null;
    }

    /** Length of the original value in bytes. */
    long length() {
        return length;
    }
}
