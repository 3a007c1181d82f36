package dev.millrace.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A header that exists in memory only: it carries a decoded record from the interceptor, which sees the whole poll, to
 * the deserializer and the processor, which see one record at a time. It must never be sent: the processor removes it
 * first of all, and everything of ours that copies headers drops it by its name.
 */
final class AttachedRecord implements Header {
    /** Begins with our prefix, so whatever drops Millrace's headers drops this one. */
    static final String KEY = RejectedHeaders.PREFIX + "attached";

    private static final byte[] EMPTY = new byte[0];

    private final IncomingRecord record;

    AttachedRecord(IncomingRecord record) {
        this.record = record;
    }

    /**
     * Returns the record attached to {@code headers}, or null. A header of this name that came over the network is an
     * ordinary header and is not believed.
     */
    static @Nullable IncomingRecord find(Headers headers) {
        for (Header header : headers.headers(KEY)) {
            if (header instanceof AttachedRecord attached) {
                return attached.record;
            }
        }
        return null;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public byte[] value() {
        return EMPTY;
    }
}
