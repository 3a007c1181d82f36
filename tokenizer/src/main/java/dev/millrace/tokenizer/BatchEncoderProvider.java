package dev.millrace.tokenizer;

import java.util.List;
import java.util.Map;
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
     * Returns this backend with settings.
     *
     * @param insisted whether {@link #create} must fail where the backend cannot serve a tokenizer, or serves it more
     *     slowly than the CPU, rather than create an encoder on the CPU
     * @param settings configuration keys and their values; the backend reads those it knows
     * @throws IllegalArgumentException if a value is not allowed; the message names the key, the rule and the value
     */
    default BatchEncoderProvider configured(boolean insisted, Map<String, ?> settings) {
        return this;
    }

    /**
     * Tests the device with {@code tokenizers} and measures it.
     *
     * @throws IllegalStateException if it is {@linkplain #unavailable() unavailable}
     * @throws UnsupportedOperationException if the backend has no device
     */
    default DeviceReport report(List<Tokenizer> tokenizers, int threads) {
        throw new UnsupportedOperationException(
                "a backend must have a device to report on it, which " + backend() + " has not");
    }

    /**
     * Creates an encoder.
     *
     * @param threads number of CPU threads it may use, at least 1
     * @throws IllegalStateException if it is {@linkplain #unavailable() unavailable}, or cannot serve the tokenizer and is
     *     insisted on
     */
    BatchEncoder create(Tokenizer tokenizer, EncodingOptions options, int threads);
}
