package dev.millrace.tokenizer;

import org.jspecify.annotations.Nullable;

/** Provides the {@link CpuBatchEncoder}, which runs everywhere. */
final class CpuBatchEncoderProvider implements BatchEncoderProvider {

    @Override
    public String backend() {
        return "cpu";
    }

    @Override
    public @Nullable String unavailable() {
        return null;
    }

    @Override
    public BatchEncoder create(Tokenizer tokenizer, EncodingOptions options, int threads) {
        return new CpuBatchEncoder(tokenizer, options, threads);
    }
}
