package dev.millrace.topology;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.binary.EntropyGate;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import dev.millrace.tokenizer.redact.TagTokens;
import org.jspecify.annotations.Nullable;

/**
 * A configured tokenizer at work: its batch encoder, options and meters.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 *
 * @param name as configured; a record says this name
 * @param encodingFingerprint of {@code options}, and of {@code dynamic} and {@code gate} if there are any
 * @param encoder gives spans as well, if they are wanted
 * @param spans whether they are
 * @param dynamic how its batches are merged, or null if they are not
 * @param gate what stands before it, or null; {@code tokenizer} has it already
 * @param redaction what redaction means to it, or null if no documents are redacted
 */
record Lane(
        String name,
        Tokenizer tokenizer,
        EncodingOptions options,
        String encodingFingerprint,
        BatchEncoder encoder,
        boolean spans,
        LaneMeters meters,
        @Nullable DynamicOptions dynamic,
        @Nullable EntropyGate gate,
        @Nullable LaneRedaction redaction) {

    /** The tags that are tokens of its own, or null if there are none. */
    @Nullable
    TagTokens tagTokens() {
        return redaction == null || redaction.tags().isEmpty() ? null : redaction.tags();
    }

    /** The fingerprint for documents that were redacted, or were not. */
    String encodingFingerprint(boolean redacted) {
        return redacted && redaction != null ? redaction.encodingFingerprint() : encodingFingerprint;
    }
}
