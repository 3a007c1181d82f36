package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Builds rejected records: the original bytes with reason and coordinates in headers. Used by the processor and by the
 * handlers of Kafka Streams alike, so that a reader of the topic need not know who detected what.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class RejectedRecords {
    /** How much of a value is kept when it does not fit. */
    static final int TRUNCATED_BYTES = 64 * 1024;

    private static final int MAX_MESSAGE_CHARS = 2_000;

    private final int maxRecordBytes;

    /** {@code maxRecordBytes}: the largest record, key, value and headers together, that the producer may send. */
    RejectedRecords(int maxRecordBytes) {
        this.maxRecordBytes = maxRecordBytes;
    }

    /**
     * A rejected record.
     *
     * @param key the source record's, or null if it had none or it did not fit
     * @param value the source record's, or its beginning
     */
    record Rejected(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    Rejected of(
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable Headers sourceHeaders,
            SourceCoordinates source,
            Rejection rejection) {
        Headers own = headers(source, rejection);
        Headers all = joined(sourceHeaders, own);
        if (RecordSize.of(key, value, all) <= maxRecordBytes) {
            return new Rejected(key, value, all);
        }
        byte[] whole = value == null ? new byte[0] : value;
        add(own, RejectedHeaders.TRUNCATED, "true");
        add(own, RejectedHeaders.LENGTH, String.valueOf(whole.length));
        add(own, RejectedHeaders.SHA256, HexFormat.of().formatHex(Sha256.of(whole)));
        byte[] head = value == null ? null : Arrays.copyOf(value, Math.min(value.length, TRUNCATED_BYTES));
        Headers allTruncated = joined(sourceHeaders, own);
        if (RecordSize.of(key, head, allTruncated) <= maxRecordBytes) {
            return new Rejected(key, head, allTruncated);
        }
        // A giant key or giant source headers: what identifies the record is in our own headers.
        return new Rejected(null, head, own);
    }

    private static Headers joined(@Nullable Headers source, Headers own) {
        Headers joined = source == null ? new RecordHeaders() : PassedHeaders.withValue(source);
        own.forEach(joined::add);
        return joined;
    }

    private static Headers headers(SourceCoordinates source, Rejection rejection) {
        Headers headers = new RecordHeaders();
        add(headers, RejectedHeaders.REASON, rejection.reason().name());
        add(headers, RejectedHeaders.STAGE, rejection.reason().stage().name());
        if (rejection.tokenizer() != null) {
            add(headers, RejectedHeaders.TOKENIZER, shortened(rejection.tokenizer()));
        }
        add(headers, RejectedHeaders.MESSAGE, shortened(rejection.message()));
        add(headers, RejectedHeaders.TOPIC, source.topic());
        add(headers, RejectedHeaders.PARTITION, String.valueOf(source.partition()));
        add(headers, RejectedHeaders.OFFSET, String.valueOf(source.offset()));
        add(headers, RejectedHeaders.TIMESTAMP, String.valueOf(source.timestamp()));
        return headers;
    }

    private static String shortened(String text) {
        return text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS) + "…";
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
