package dev.millrace.topology;

import dev.millrace.serdes.WireFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a source record that its results carry: all but Millrace's own, never the in-memory one, and for a token
 * record not the one that names the schema of the source's value, which readers would believe.
 */
final class PassedHeaders {
    private PassedHeaders() {}

    /** A new, writable copy for a record with the same value. */
    static Headers withValue(Headers source) {
        RecordHeaders passed = new RecordHeaders();
        for (Header header : source) {
            if (!header.key().startsWith(RejectedHeaders.PREFIX)) {
                passed.add(header);
            }
        }
        return passed;
    }

    /** A new, writable copy for a record with another value. */
    static Headers withoutValue(Headers source) {
        return withValue(source).remove(WireFormat.VALUE_HEADER);
    }
}
