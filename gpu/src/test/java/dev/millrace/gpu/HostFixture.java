package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.tokenizer.DeviceStatistics;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An encoder on the interpreted kernels, and what the CPU makes of the same batches. */
final class HostFixture implements AutoCloseable {
    static final Tokenizer CL100K = TokenizerRegistry.load("cl100k_base");
    private static final DeviceTables TABLES = DeviceTables.of(GpuModel.of(CL100K));

    /** Slots as small as can be, everything on the device, nothing compared. */
    static final GpuOptions OPTIONS = new GpuOptions(0, 2, GpuOptions.LEAST_SLOT_BYTES, 0, 0, 60_000, 0);

    final GpuDevice device;
    final GpuBatchEncoder encoder;
    private final Tokenizer tokenizer;
    private final EncodingOptions encoding;
    /** Documents whose ids were asserted. */
    private long asserted;

    /** One of cl100k. */
    HostFixture(GpuOptions options, HookedCuda.Hook hook) {
        this(CL100K, TABLES, EncodingOptions.DEFAULT, options, hook);
    }

    HostFixture(
            Tokenizer tokenizer,
            DeviceTables tables,
            EncodingOptions encoding,
            GpuOptions options,
            HookedCuda.Hook hook) {
        this.tokenizer = tokenizer;
        this.encoding = encoding;
        device = GpuDevice.open(HookedCuda.of(new SimulatedCuda(PtxMachine.Schedule.QUICK), hook), options);
        encoder = new GpuBatchEncoder(
                tokenizer,
                encoding,
                device,
                device.load(tokenizer.name(), tables),
                2,
                options.shadowInterval(),
                device::close);
    }

    static DocumentBatch batch(List<String> documents) {
        DocumentBatch batch = new DocumentBatch(1, 0);
        for (String document : documents) {
            byte[] bytes = document.getBytes(UTF_8);
            batch.add(bytes, 0, bytes.length);
        }
        return batch;
    }

    CompletableFuture<EncodedBatch> submit(String... documents) {
        return encoder.submit(batch(List.of(documents)));
    }

    /** Asserts that {@code result} has every document of {@code batch} once, with the CPU's ids. */
    void assertIdsOfCpu(CompletableFuture<EncodedBatch> result, DocumentBatch batch) throws Exception {
        EncodedBatch cpu = new EncodedBatch(batch.size(), 16);
        var plain = tokenizer.newEncoder(encoding);
        for (int i = 0; i < batch.size(); i++) {
            try {
                plain.begin(batch.bytes(), batch.offset(i), batch.offset(i + 1));
                cpu.append(plain);
            } catch (RuntimeException e) {
                cpu.appendFailure(e);
            }
        }
        EncodedBatch gpu = result.get(120, TimeUnit.SECONDS);
        assertThat(Comparison.firstDifference(cpu, gpu)).isNull();
        for (int i = 0; i < batch.size(); i++) {
            assertThat(kind(gpu.failure(i))).as("failure of document %s", i).isEqualTo(kind(cpu.failure(i)));
        }
        asserted += batch.size();
        awaitCounted();
    }

    /** Statistics may be a moment later than the result. */
    private void awaitCounted() throws InterruptedException {
        for (int patience = 0; counted() < asserted; patience++) {
            assertThat(patience).as("tries").isLessThan(6_000);
            Thread.sleep(10);
        }
    }

    private long counted() {
        long counted = statistics().documents();
        for (FallbackReason reason : FallbackReason.values()) {
            counted += statistics().fallbacks(reason.tag());
        }
        return counted;
    }

    private static String kind(@Nullable Throwable failure) {
        return failure == null ? "none" : failure.getClass().getName();
    }

    /** Waits until so many chunks are on the device or wait for it. */
    void awaitQueued(int chunks) throws InterruptedException {
        for (int patience = 0; device.outstanding() < chunks; patience++) {
            assertThat(patience).as("tries").isLessThan(6_000);
            Thread.sleep(10);
        }
    }

    DeviceStatistics statistics() {
        return encoder.device();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
