package dev.millrace.gpu;

import dev.millrace.tokenizer.DeviceReport;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Measures from which size of batch on the device is faster than the CPU, with one batch at a time. */
final class BreakEven {
    private static final int SMALLEST = 16 << 10;
    private static final int ROUNDS = 3;
    /** A device this slow for a size needs no larger one. */
    private static final long PATIENCE_NANOS = 500_000_000;

    private static final long SEED = 20260902;

    /** Value of {@link #batchMinBytes} if the CPU is always faster. */
    static final int NEVER = Integer.MAX_VALUE;

    private BreakEven() {}

    /** Throughput on device and CPU at growing sizes up to {@code slotBytes}. */
    static List<DeviceReport.Speed> measure(GpuBatchEncoder encoder, int slotBytes) {
        SampleText sample = new SampleText(encoder.tokenizer(), SEED);
        List<DeviceReport.Speed> speeds = new ArrayList<>();
        for (int size = SMALLEST; size <= slotBytes; size *= 4) {
            DocumentBatch batch = new DocumentBatch(64, size);
            sample.addProse(batch, size);
            long device = fastest(() -> encoder.submitToDevice(batch, false).result());
            long cpu = fastest(() -> encoder.submitToCpu(batch));
            int bytes = batch.offset(batch.size());
            speeds.add(new DeviceReport.Speed(size, bytes / (device / 1e9), bytes / (cpu / 1e9)));
            if (device > PATIENCE_NANOS) {
                break;
            }
        }
        return speeds;
    }

    private static long fastest(Supplier<CompletableFuture<EncodedBatch>> work) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS && (round == 0 || best < PATIENCE_NANOS); round++) {
            long start = System.nanoTime();
            try {
                var unused = work.get().join();
            } catch (CompletionException e) {
                throw new IllegalStateException("a measured batch must be encoded, but ended in " + e.getCause(), e);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }

    /** The smallest size from which on the device has always been faster, or {@link #NEVER}. */
    static int batchMinBytes(List<DeviceReport.Speed> speeds) {
        int least = NEVER;
        for (int i = speeds.size() - 1;
                i >= 0 && speeds.get(i).device() > speeds.get(i).cpu();
                i--) {
            least = speeds.get(i).batchBytes();
        }
        return least;
    }
}
