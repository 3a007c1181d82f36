package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The header schema of the rejected topic. All values are UTF-8 text. Key and value of a rejected record are those of
 * the source record, byte for byte, and its other headers are passed on.
 */
public final class RejectedHeaders {
    /** All headers of Millrace's own start with this; such headers are never passed on from input to output. */
    public static final String PREFIX = "millrace.";

    /** A {@link RejectReason} by name. */
    public static final String REASON = "millrace.rejected.reason";

    /** A {@link RejectReason.Stage} by name. */
    public static final String STAGE = "millrace.rejected.stage";

    /** The tokenizer that is concerned; absent if the document as a whole is. */
    public static final String TOKENIZER = "millrace.rejected.tokenizer";

    /** One sentence: subject, rule, actual value. */
    public static final String MESSAGE = "millrace.rejected.message";

    /** Topic of the source record. */
    public static final String TOPIC = "millrace.rejected.topic";

    /** Partition of the source record, decimal. */
    public static final String PARTITION = "millrace.rejected.partition";

    /** Offset of the source record, decimal. */
    public static final String OFFSET = "millrace.rejected.offset";

    /** Time stamp of the source record, milliseconds since the epoch, decimal. */
    public static final String TIMESTAMP = "millrace.rejected.timestamp";

    /** {@code true} if the value is only the first 64 KiB of the original; else absent. */
    public static final String TRUNCATED = "millrace.rejected.truncated";

    /** Length of the original value in bytes, decimal; present with {@link #TRUNCATED}. */
    public static final String LENGTH = "millrace.rejected.length";

    /** SHA-256 of the original value, 64 lower-case hexadecimal digits; present with {@link #TRUNCATED}. */
    public static final String SHA256 = "millrace.rejected.sha256";

    /**
     * On a document that was put back into its topic: the coordinates of the rejected record it was taken from, {@code
     * TOPIC-PARTITION@OFFSET}. A note of the same header, without {@link #REASON}, stands in the rejected topic.
     */
    public static final String REPLAYED_FROM = "millrace.replayed.from";

    /**
     * On a document that was put back: the tokenizer that had rejected it, which alone encodes it again, since the others
     * have its records; absent if the document as a whole had been rejected.
     */
    public static final String REPLAYED_TOKENIZER = "millrace.replayed.tokenizer";

    private RejectedHeaders() {}

    /** Returns the text of the last header {@code name}, or null if there is none. */
    public static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
