package dev.millrace.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Decodes and routes the records of the documents topics.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 */
final class DocumentReader {
    private final Map<String, DocumentDecoder> decoders = new HashMap<>();
    private final Routing routing;
    private final int maxDocumentBytes;
    private final @Nullable TopicRedaction redaction;

    /**
     * A reader.
     *
     * @param decoders by topic
     * @param redaction of the documents, or null if none are redacted
     */
    DocumentReader(
            Map<String, DocumentDecoder> decoders,
            Routing routing,
            int maxDocumentBytes,
            @Nullable TopicRedaction redaction) {
        this.redaction = redaction;
        this.decoders.putAll(decoders);
        this.routing = routing;
        this.maxDocumentBytes = maxDocumentBytes;
    }

    boolean reads(String topic) {
        return decoders.containsKey(topic);
    }

    /** Decodes one record and chooses its tokenizers; throws nothing, does no I/O. */
    IncomingRecord read(String topic, Headers headers, byte @Nullable [] value) {
        DocumentDecoder decoder = decoders.get(topic);
        if (decoder == null) {
            throw new IllegalArgumentException("topic " + topic + " must be one of " + decoders.keySet());
        }
        return routed(topic, headers, decode(decoder, headers, value), value);
    }

    private static Decoded decode(DocumentDecoder decoder, Headers headers, byte @Nullable [] value) {
        try {
            return decoder.decode(headers, value);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // A value that breaks the decoder is a bad document like any other.
            return new Decoded.Undecodable(
                    RejectReason.UNDECODABLE, "the value must be a document, but decoding it failed: " + e);
        }
    }

    private IncomingRecord routed(String topic, Headers headers, Decoded decoded, byte @Nullable [] value) {
        if (!(decoded instanceof Decoded.Document document)) {
            return new IncomingRecord(decoded, value, List.of(), null);
        }
        if (document.length() > maxDocumentBytes) {
            Decoded tooLarge = new Decoded.Undecodable(
                    RejectReason.DOCUMENT_TOO_LARGE,
                    "document " + document.id() + " must have at most " + maxDocumentBytes
                            + " bytes (millrace.document.max.bytes), but has " + document.length());
            return new IncomingRecord(tooLarge, value, List.of(), null);
        }
        PendingRedaction pending = redaction == null ? null : redaction.of(topic, document);
        return new IncomingRecord(document, value, routing.route(topic, headers, document), pending);
    }
}
