package dev.millrace.topology;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;

/**
 * A configured tokenizer at work: its batch encoder, options and meters.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 *
 * @param name as configured; a record says this name
 * @param encodingFingerprint of {@code options}
 * @param encoder gives spans as well, if they are wanted
 * @param spans whether they are
 */
record Lane(
        String name,
        Tokenizer tokenizer,
        EncodingOptions options,
        String encodingFingerprint,
        BatchEncoder encoder,
        boolean spans,
        LaneMeters meters) {}
