package dev.millrace.topology;

import dev.millrace.schemas.IdType;
import dev.millrace.schemas.Redaction;
import dev.millrace.schemas.Sha256Head;
import dev.millrace.schemas.TokenRecord;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.IdWidth;
import dev.millrace.tokenizer.redact.RedactedText;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the token records of a document: one, or one per segment where the ids do not fit into one. The ids of all
 * segments in order are exactly the ids of the document.
 *
 * <p><b>Thread safety:</b> none; one per processor.
 */
final class TokenRecords {
    /** Redactions of one record: with at most 28 bytes each they are well below what is left beside the ids. */
    static final int MAX_REDACTIONS = 1_500;

    private static final ByteBuffer NO_TOKENS = ByteBuffer.allocate(0);

    private final int maxTokens;
    private final boolean asArray;
    private final MessageDigest sha256 = Sha256.digest();

    /** {@code asArray}: ids as a plain Avro array rather than packed. */
    TokenRecords(int maxTokens, boolean asArray) {
        this.maxTokens = maxTokens;
        this.asArray = asArray;
    }

    /**
     * A document with what the source record says of it.
     *
     * @param id never empty
     * @param redacted the document's text and what was redacted in it, or null if its topic is not redacted
     */
    record Source(
            String id,
            Decoded.Document document,
            SourceCoordinates coordinates,
            Sha256Head sha256,
            @Nullable RedactedText redacted) {}

    /** Completes {@code document}, which is redacted already if it must be: hashes its content. */
    Source source(
            String id, Decoded.Document document, SourceCoordinates coordinates, @Nullable RedactedText redacted) {
        sha256.update(document.buffer(), document.from(), document.length());
        return new Source(id, document, coordinates, new Sha256Head(Arrays.copyOf(sha256.digest(), 16)), redacted);
    }

    /**
     * The records for the ids of document {@code index} of {@code encoded}.
     *
     * @param mergeTableId what explains ids beyond the vocabulary, or null if there are none
     */
    List<TokenRecord> of(Source source, Lane lane, EncodedBatch encoded, int index, @Nullable String mergeTableId) {
        int from = encoded.offset(index);
        int to = encoded.offset(index + 1);
        boolean replaced = encoded.replacedInvalidUtf8(index);
        RedactedText redacted = source.redacted();
        int redactions = redacted == null ? 0 : redacted.size();
        int segments = segments(to - from, redactions);
        // More segments than the ids alone need: then as many ids in each.
        int most =
                redactions <= MAX_REDACTIONS ? maxTokens : Math.min(maxTokens, (to - from + segments - 1) / segments);
        Map<String, String> labels = lane.tokenizer().takesBytes()
                ? BinaryLabels.of(source.document(), lane.gate())
                : source.document().labels();
        List<TokenRecord> records = new ArrayList<>(segments);
        for (int segment = 0; segment < segments; segment++) {
            int end = (int) Math.min((long) from + most, to);
            Segment part = new Segment(from, end, segment, segments, replaced, mergeTableId, labels);
            records.add(record(source, lane, encoded, part));
            from = end;
        }
        return records;
    }

    /** A document without ids has one record too: whoever counts documents must find it. */
    private int segments(int tokens, int redactions) {
        int forTokens = (int) (((long) tokens + maxTokens - 1) / maxTokens);
        return Math.max(1, Math.max(forTokens, (redactions + MAX_REDACTIONS - 1) / MAX_REDACTIONS));
    }

    /** The share of a segment in the document's redactions, which are spread evenly, or null if it is not redacted. */
    private static @Nullable List<Redaction> redactions(Source source, Segment segment) {
        RedactedText redacted = source.redacted();
        if (redacted == null) {
            return null;
        }
        int from = (int) ((long) redacted.size() * segment.index() / segment.count());
        int to = (int) ((long) redacted.size() * (segment.index() + 1) / segment.count());
        List<Redaction> redactions = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            redactions.add(new Redaction(
                    redacted.type(i).name(),
                    (long) redacted.start(i),
                    (long) redacted.end(i),
                    (long) redacted.redactedStart(i),
                    (long) redacted.redactedEnd(i)));
        }
        return redactions;
    }

    /** Where the ids of one record lie, and what holds for all segments of its document. */
    private record Segment(
            int from,
            int to,
            int index,
            int count,
            boolean replacedInvalidUtf8,
            @Nullable String mergeTableId,
            Map<String, String> labels) {}

    private TokenRecord record(Source source, Lane lane, EncodedBatch encoded, Segment segment) {
        int[] ids = encoded.ids();
        int[] spans = encoded.spans();
        Decoded.Document document = source.document();
        SourceCoordinates coordinates = source.coordinates();
        int from = segment.from();
        int to = segment.to();
        IdWidth width = segment.mergeTableId() == null ? lane.tokenizer().idWidth() : IdWidth.U32;
        return new TokenRecord(
                source.id(),
                document.tenant(),
                coordinates.topic(),
                coordinates.partition(),
                coordinates.offset(),
                Instant.ofEpochMilli(
                        document.eventTime() == Decoded.Document.NO_EVENT_TIME
                                ? coordinates.timestamp()
                                : document.eventTime()),
                source.sha256(),
                (long) document.length(),
                lane.name(),
                lane.tokenizer().fingerprint(),
                lane.encodingFingerprint(source.redacted() != null),
                lane.tokenizer().vocabularySize(),
                to - from,
                width == IdWidth.U16 ? IdType.U16LE : IdType.U32LE,
                asArray ? NO_TOKENS.duplicate() : ByteBuffer.wrap(width.pack(ids, from, to)),
                asArray ? Arrays.stream(ids, from, to).boxed().toList() : null,
                segment.index(),
                segment.count(),
                segment.mergeTableId(),
                lane.options().template(),
                segment.replacedInvalidUtf8(),
                spans == null ? null : ByteBuffer.wrap(IdWidth.U32.pack(spans, 2 * from, 2 * to)),
                segment.labels(),
                redactions(source, segment));
    }
}
