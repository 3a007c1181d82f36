package dev.millrace.gpu;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a device must give before it is used for a tokenizer: fixed strings that are known to be hard, and text made of
 * the vocabulary's own tokens, must get the ids of the CPU.
 */
final class SelfTest {
    private static final long SECONDS = 120;
    private static final long SEED = 20260901;

    private SelfTest() {}

    /**
     * What came of it.
     *
     * @param problem the first difference in one sentence, or null if there is none
     * @param bytes of text that the device encoded
     */
    record Outcome(@Nullable String problem, long bytes) {}

    /** Runs it on about {@code bytes} bytes beside the fixed strings. */
    static Outcome run(GpuBatchEncoder encoder, int bytes) {
        SampleText sample = new SampleText(encoder.tokenizer(), SEED);
        DocumentBatch batch = new DocumentBatch(256, bytes + (64 << 10));
        sample.addHardCases(batch);
        sample.addTokens(batch, bytes);
        DeviceBatch onDevice = encoder.submitToDevice(batch, false);
        EncodedBatch cpu = await(encoder.submitToCpu(batch));
        EncodedBatch gpu = await(onDevice.result());
        long tested = 0;
        for (int i = 0; i < batch.size(); i++) {
            FallbackReason fallback = onDevice.fallback(i);
            if (fallback == null) {
                tested += batch.offset(i + 1) - batch.offset(i);
            } else if (fallback != FallbackReason.WORD && fallback != FallbackReason.DOCUMENT) {
                DeviceFault fault = encoder.fault();
                return new Outcome(
                        "the GPU must finish its self-test, but did not: "
                                + (fault == null ? fallback.tag() : fault.getMessage()),
                        tested);
            }
        }
        return new Outcome(Comparison.firstDifference(cpu, gpu), tested);
    }

    private static EncodedBatch await(Future<EncodedBatch> result) {
        try {
            return result.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a self-test must end within " + SECONDS + " s, but ended in " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in the self-test", e);
        }
    }
}
