package dev.millrace.topology;

import dev.millrace.serdes.SchemaReference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a record of a documents topic when it was decoded; decoding never throws. */
sealed interface Decoded {

    /**
     * A document; its content is {@code buffer[from, to)}, usually a slice of the record's value.
     *
     * @param eventTime milliseconds since the epoch, or {@link #NO_EVENT_TIME}
     */
    record Document(
            String id,
            String tenant,
            @Nullable String domain,
            @Nullable String tokenizer,
            Map<String, String> labels,
            long eventTime,
            byte[] buffer,
            int from,
            int to)
            implements Decoded {
        static final long NO_EVENT_TIME = Long.MIN_VALUE;

        int length() {
            return to - from;
        }

        /** The same document with other content. */
        Document withContent(byte[] content, int start, int end) {
            return new Document(id, tenant, domain, tokenizer, labels, eventTime, content, start, end);
        }
    }

    /** Not a document: rejected as a whole. */
    record Undecodable(RejectReason reason, String message) implements Decoded {}

    /** Its writer schema must be asked of the registry first, which never happens within a poll. */
    record AwaitingSchema(SchemaReference schema) implements Decoded {}

    /** No value: counted and skipped. */
    record Tombstone() implements Decoded {
        static final Tombstone INSTANCE = new Tombstone();
    }
}
