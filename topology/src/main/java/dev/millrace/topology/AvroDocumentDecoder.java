package dev.millrace.topology;

import dev.millrace.serdes.DocumentDecoding;
import dev.millrace.serdes.DocumentView;
import dev.millrace.serdes.RawDocumentReader;
import dev.millrace.serdes.UndecodableException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Format avro: RawDocument on the Confluent wire format. */
final class AvroDocumentDecoder implements DocumentDecoder {
    private final RawDocumentReader reader;

    AvroDocumentDecoder(RawDocumentReader reader) {
        this.reader = reader;
    }

    @Override
    public Decoded decode(Headers headers, byte @Nullable [] value) {
        if (value == null) {
            return Decoded.Tombstone.INSTANCE;
        }
        DocumentDecoding decoding = reader.decode(headers, value);
        if (decoding instanceof DocumentDecoding.Decoded decoded) {
            return document(decoded.document());
        }
        if (decoding instanceof DocumentDecoding.SchemaUnknown unknown) {
            return new Decoded.AwaitingSchema(unknown.schema());
        }
        if (decoding instanceof DocumentDecoding.Undecodable undecodable) {
            RejectReason reason = undecodable.reason() == UndecodableException.Reason.SCHEMA_NOT_FOUND
                    ? RejectReason.UNKNOWN_SCHEMA
                    : RejectReason.UNDECODABLE;
            return new Decoded.Undecodable(reason, undecodable.detail());
        }
        throw new IllegalStateException("unexpected " + decoding);
    }

    private static Decoded document(DocumentView view) {
        Long eventTime = view.eventTimeMillis();
        return new Decoded.Document(
                view.id(),
                view.tenant(),
                view.domain(),
                view.tokenizer(),
                view.labels(),
                eventTime == null ? Decoded.Document.NO_EVENT_TIME : eventTime,
                view.buffer(),
                view.contentOffset(),
                view.contentOffset() + view.contentLength());
    }
}
