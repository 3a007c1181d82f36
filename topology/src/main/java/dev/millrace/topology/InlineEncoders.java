package dev.millrace.topology;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import java.util.HashMap;
import java.util.Map;

/**
 * Encodes single documents on the stream thread, where no micro-batch did. Encoders are made when first needed: their
 * caches are not small, and normally none is.
 *
 * <p><b>Thread safety:</b> none; one per processor.
 */
final class InlineEncoders {
    private final Map<Lane, Encoder> encoders = new HashMap<>();
    private final Map<Lane, SpanEncoder> spanEncoders = new HashMap<>();

    /** Returns a batch of one document: its ids, or its failure. */
    EncodedBatch encode(Lane lane, Decoded.Document document) {
        lane.meters().inlineEncodes.increment();
        EncodedBatch encoded = new EncodedBatch(1, document.length() / 2 + 16);
        try {
            if (lane.spans()) {
                SpanEncoder encoder = spanEncoders.computeIfAbsent(
                        lane, one -> one.tokenizer().newSpanEncoder(one.options()));
                encoder.begin(document.buffer(), document.from(), document.to());
                encoded.append(encoder);
            } else {
                Encoder encoder =
                        encoders.computeIfAbsent(lane, one -> one.tokenizer().newEncoder(one.options()));
                encoder.begin(document.buffer(), document.from(), document.to());
                encoded.append(encoder);
            }
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // After an error the worker's scratch is in an unknown state: the next document gets a new one.
            encoders.remove(lane);
            spanEncoders.remove(lane);
            encoded.clear();
            encoded.appendFailure(e);
        }
        return encoded;
    }
}
