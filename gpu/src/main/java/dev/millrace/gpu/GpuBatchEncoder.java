package dev.millrace.gpu;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.CpuBatchEncoder;
import dev.millrace.tokenizer.DeviceStatistics;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The GPU backend of one tokenizer. It decides for each batch where it is encoded: on the CPU if it is small or the device is out
 * of use, else on the device, and what the device leaves undone on the CPU again. Now and then the CPU encodes a batch as
 * well, to see that the ids are the same.
 */
final class GpuBatchEncoder implements BatchEncoder {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final Tokenizer tokenizer;
    private final EncodingOptions options;
    private final GpuDevice device;
    private final DeviceModel model;
    private final CpuBatchEncoder cpu;
    private final ExecutorService executor;
    private final int shadowInterval;
    private final Runnable release;
    private final GpuStatistics statistics;
    private final ConcurrentLinkedDeque<BatchPreparation> idle = new ConcurrentLinkedDeque<>();
    private final Set<DeviceBatch> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong batches = new AtomicLong();
    private volatile int batchMinBytes;
    private volatile boolean closed;

    /**
     * An encoder that sends every batch to the device.
     *
     * @param threads CPU threads for what is not the device's, and as many for cutting and putting together
     * @param shadowInterval one batch in so many is compared, 0 for none
     * @param release run once the encoder has closed
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}
     */
    GpuBatchEncoder(
            Tokenizer tokenizer,
            EncodingOptions options,
            GpuDevice device,
            DeviceModel model,
            int threads,
            int shadowInterval,
            Runnable release) {
        this.tokenizer = tokenizer;
        this.options = options;
        this.device = device;
        this.model = model;
        this.shadowInterval = shadowInterval;
        this.release = release;
        statistics = new GpuStatistics(device);
        idle.add(newPreparation());
        cpu = new CpuBatchEncoder(tokenizer, options, threads);
        int number = POOLS.incrementAndGet();
        AtomicInteger started = new AtomicInteger();
        executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "millrace-gpu-host-" + number + "-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private BatchPreparation newPreparation() {
        return new BatchPreparation(model, () -> new DocumentCutter(tokenizer, options));
    }

    /** Batches of fewer bytes go to the CPU from now on. */
    void routeBelow(int bytes) {
        batchMinBytes = bytes;
    }

    @Override
    public String backend() {
        return "gpu";
    }

    @Override
    public DeviceStatistics device() {
        return statistics;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public CompletableFuture<EncodedBatch> submit(DocumentBatch documents) {
        if (closed) {
            throw new IllegalStateException("the encoder of " + tokenizer.name() + " must be open to encode");
        }
        FallbackReason fallback = fallback(documents);
        if (fallback != null) {
            statistics.fellBack(fallback, documents.size());
            return cpu.submit(documents);
        }
        boolean compared = shadowInterval > 0 && batches.incrementAndGet() % shadowInterval == 0;
        return submitToDevice(documents, compared).result();
    }

    private @Nullable FallbackReason fallback(DocumentBatch documents) {
        DeviceFault fault = device.fault();
        if (fault != null) {
            return fault.reason();
        }
        return documents.offset(documents.size()) < batchMinBytes ? FallbackReason.SMALL_BATCH : null;
    }

    /** Encodes on the device whatever the size, and on the CPU as well if {@code compared}. */
    DeviceBatch submitToDevice(DocumentBatch documents, boolean compared) {
        DeviceBatch batch = new DeviceBatch(documents, device, cpu, executor, compared);
        running.add(batch);
        var unused = batch.result().whenComplete((encoded, failure) -> {
            running.remove(batch);
            count(batch, documents.size());
        });
        executor.execute(() -> {
            BatchPreparation preparation = idle.pollFirst();
            if (preparation == null) {
                preparation = newPreparation();
            }
            batch.start(preparation);
            idle.addFirst(preparation);
        });
        return batch;
    }

    /** Why the device is not used any more, or null. */
    @Nullable
    DeviceFault fault() {
        return device.fault();
    }

    /** Encodes on the CPU whatever the size. */
    CompletableFuture<EncodedBatch> submitToCpu(DocumentBatch documents) {
        return cpu.submit(documents);
    }

    private void count(DeviceBatch batch, int documents) {
        int onDevice = documents;
        for (int i = 0; i < documents; i++) {
            FallbackReason fallback = batch.fallback(i);
            if (fallback != null) {
                statistics.fellBack(fallback, 1);
                onDevice--;
            }
        }
        statistics.encoded(onDevice);
    }

    /** Waits for all batches: those on the device have a deadline, and those that miss it are done by the CPU. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        running.forEach(
                batch -> batch.result().handle((encoded, failure) -> true).join());
        executor.shutdown();
        cpu.close();
        release.run();
    }
}
