package dev.millrace.tokenizer;

import org.jspecify.annotations.Nullable;

/**
 * A backend, found by {@link java.util.ServiceLoader}. Its class must load on a machine that lacks the device; {@link
 * #unavailable()} tells.
 */
public interface BatchEncoderProvider {

    /** Name of the backend as in {@code millrace.encoder.backend}. */
    String backend();

    /** Why this backend cannot run here, in one sentence, or null if it can. */
    @Nullable
    String unavailable();

    /**
     * Creates an encoder.
     *
     * @param threads number of CPU threads it may use, at least 1
     * @throws IllegalStateException if it is {@linkplain #unavailable() unavailable}
     */
    BatchEncoder create(Tokenizer tokenizer, EncodingOptions options, int threads);
}
