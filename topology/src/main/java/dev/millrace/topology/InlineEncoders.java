package dev.millrace.topology;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.TagRuns;
import dev.millrace.tokenizer.redact.TagTokens;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes single documents on the stream thread, where no micro-batch did. Encoders are made when first needed: their
 * caches are not small, and normally none is.
 *
 * <p><b>Thread safety:</b> none; one per processor.
 */
final class InlineEncoders {
    private final Map<Lane, Encoder> encoders = new HashMap<>();
    private final Map<Lane, SpanEncoder> spanEncoders = new HashMap<>();

    /**
     * Returns a batch of one document: its ids, or its failure.
     *
     * @param redacted what was redacted in it, or null if its topic is not redacted
     */
    EncodedBatch encode(Lane lane, Decoded.Document document, @Nullable RedactedText redacted) {
        lane.meters().inlineEncodes.increment();
        TagTokens tags = redacted == null ? null : lane.tagTokens();
        EncodedBatch encoded = new EncodedBatch(1, document.length() / 2 + 16);
        if (tags == null || redacted == null) {
            encode(lane, document.buffer(), document.from(), document.to(), encoded);
            return encoded;
        }
        TagRuns runs = new TagRuns(tags, document.length());
        runs.add(redacted);
        DocumentBatch batch = runs.batch();
        for (int run = 0; run < batch.size(); run++) {
            encode(lane, batch.bytes(), batch.offset(run), batch.offset(run + 1), encoded);
        }
        return runs.join(encoded);
    }

    private void encode(Lane lane, byte[] text, int from, int to, EncodedBatch encoded) {
        int documents = encoded.size();
        try {
            if (lane.spans()) {
                SpanEncoder encoder = spanEncoders.computeIfAbsent(
                        lane, one -> one.tokenizer().newSpanEncoder(one.options()));
                encoder.begin(text, from, to);
                encoded.append(encoder);
            } else {
                Encoder encoder =
                        encoders.computeIfAbsent(lane, one -> one.tokenizer().newEncoder(one.options()));
                encoder.begin(text, from, to);
                encoded.append(encoder);
            }
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // After an error the worker's scratch is in an unknown state: the next document gets a new one.
            encoders.remove(lane);
            spanEncoders.remove(lane);
            encoded.truncate(documents);
            encoded.appendFailure(e);
        }
    }
}
