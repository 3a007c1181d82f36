package dev.millrace.topology;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a documents topic. It does no I/O and never throws an exception: what cannot be read is {@link
 * Decoded.Undecodable}.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 */
interface DocumentDecoder {

    /** Decodes one record. A document that does not name itself has an empty id. */
    Decoded decode(Headers headers, byte @Nullable [] value);
}
