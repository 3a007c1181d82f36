package dev.millrace.serdes;

import dev.millrace.schemas.RawDocument;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Decodes {@link RawDocument}s from record values without I/O and, where the writer used the same schema, without
 * copying the content.
 *
 * <p>Bytes after the document are ignored, as Avro's and Confluent's readers do. Malformed input yields {@link
 * DocumentDecoding.Undecodable} and allocates no more than a small multiple of its own length.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
public final class RawDocumentReader {
    private static final Schema OURS = RawDocument.getClassSchema();
    private static final String OUR_FORM = SchemaNormalization.toParsingForm(OURS);
    private static final int MAX_DECODERS = 10_000;

    /** Decodes the payload that starts at an offset of a record value. */
    private interface PayloadDecoder {
        DocumentView decode(byte[] value, int payloadOffset);
    }

    private final WriterSchemas schemas;
    private final Map<SchemaReference, PayloadDecoder> decoders = new ConcurrentHashMap<>();

    /** Decodes documents whose writers' schemas {@code schemas} knows. */
    public RawDocumentReader(WriterSchemas schemas) {
        this.schemas = schemas;
    }

    /**
     * Decodes a record value; no I/O and no exception for any input. The view in {@link DocumentDecoding.Decoded} may
     * refer to {@code value}.
     */
    public DocumentDecoding decode(@Nullable Headers headers, byte[] value) {
        try {
            WireFormat.Frame frame = WireFormat.parseValue(headers, value);
            PayloadDecoder decoder = decoders.get(frame.schema());
            if (decoder != null) {
                return new DocumentDecoding.Decoded(decoder.decode(value, frame.payloadOffset()));
            }
            return decodeFirst(frame, value);
        } catch (UndecodableException e) {
            return new DocumentDecoding.Undecodable(e.reason(), e.detail());
        }
    }

    private DocumentDecoding decodeFirst(WireFormat.Frame frame, byte[] value) {
        WriterSchema schema = schemas.peek(frame.schema());
        if (schema instanceof WriterSchema.Known known) {
            PayloadDecoder decoder = decoder(known.schema());
            if (decoders.size() >= MAX_DECODERS) {
                decoders.clear();
            }
            decoders.put(frame.schema(), decoder);
            return new DocumentDecoding.Decoded(decoder.decode(value, frame.payloadOffset()));
        }
        if (schema instanceof WriterSchema.Missing missing) {
            return new DocumentDecoding.Undecodable(missing.reason(), missing.detail());
        }
        return new DocumentDecoding.SchemaUnknown(frame.schema());
    }

    private static PayloadDecoder decoder(Schema writer) {
        // Equal parsing forms have equal layouts: documentation, defaults and logical types do not count.
        if (SchemaNormalization.toParsingForm(writer).equals(OUR_FORM)) {
            return RawDocumentReader::decodeOurs;
        }
        RecordResolver<RawDocument> resolver = RecordResolver.specific(writer, OURS, RawDocument.class);
        return (value, payloadOffset) -> DocumentView.of(resolver.read(value, payloadOffset));
    }

    /** Field by field in the order of the schema; a test compares it with Avro's reader. */
    static DocumentView decodeOurs(byte[] value, int payloadOffset) {
        BinaryCursor in = new BinaryCursor(value, payloadOffset);
        String id = in.readString();
        String tenant = in.readString();
        String domain = readOptionalString(in);
        String tokenizer = readOptionalString(in);
        String mediaType = readOptionalString(in);
        String language = readOptionalString(in);
        Map<String, String> labels = readLabels(in);
        Long eventTime = isPresent(in) ? (Long) in.readLong() : null;
        int length = in.readLength();
        int offset = in.skip(length);
        return new DocumentView(
                id, tenant, domain, tokenizer, mediaType, language, labels, eventTime, value, offset, length);
    }

    private static @Nullable String readOptionalString(BinaryCursor in) {
        return isPresent(in) ? in.readString() : null;
    }

    /** Reads the branch of a union of null and one other type. */
    private static boolean isPresent(BinaryCursor in) {
        int branch = in.readInt();
        if (branch != 0 && branch != 1) {
            throw in.malformed("the union branch " + branch);
        }
        return branch == 1;
    }

    private static Map<String, String> readLabels(BinaryCursor in) {
        int count = in.readBlockCount();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> labels = new HashMap<>();
        for (; count != 0; count = in.readBlockCount()) {
            for (int i = 0; i < count; i++) {
                labels.put(in.readString(), in.readString());
            }
        }
        return labels;
    }
}
