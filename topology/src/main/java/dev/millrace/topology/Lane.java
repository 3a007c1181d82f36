package dev.millrace.topology;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.dynamic.DynamicOptions;
import org.jspecify.annotations.Nullable;

/**
 * A configured tokenizer at work: its batch encoder, options and meters.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 *
 * @param name as configured; a record says this name
 * @param encodingFingerprint of {@code options}, and of {@code dynamic} if there is any
 * @param encoder gives spans as well, if they are wanted
 * @param spans whether they are
 * @param dynamic how its batches are merged, or null if they are not
 */
record Lane(
        String name,
        Tokenizer tokenizer,
        EncodingOptions options,
        String encodingFingerprint,
        BatchEncoder encoder,
        boolean spans,
        LaneMeters meters,
        @Nullable DynamicOptions dynamic) {}
