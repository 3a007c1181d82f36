package dev.millrace.topology;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The headers of a source record that its results carry: all but Millrace's own, and never the in-memory one. */
final class PassedHeaders {
    private PassedHeaders() {}

    /** Returns a new, writable copy without any header whose name starts with {@code millrace.}. */
    static Headers of(Headers source) {
        RecordHeaders passed = new RecordHeaders();
        for (Header header : source) {
            if (!header.key().startsWith(RejectedHeaders.PREFIX)) {
                passed.add(header);
            }
        }
        return passed;
    }
}
