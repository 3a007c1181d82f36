package dev.millrace.gpu;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A GPU at work: a thread of its own, on which the primary context is current and from which all calls are made, and a few
 * {@linkplain Slot slots}. While one slot's batch is copied and encoded the thread fills the next.
 *
 * <p>An error of the driver, or a batch that is not done in time, opens the {@linkplain Breaker breaker}: every chunk that is
 * not delivered fails at once, so that the CPU can encode it, and none is taken any more. After such an end nothing is
 * freed, for the device may still write to it; it goes with the process.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class GpuDevice implements AutoCloseable {
    /** The driver compiles the kernels when it meets them for the first time. */
    private static final long OPENING_SECONDS = 120;

    private static final long POLL_NANOS = 20_000;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final CudaApi api;
    private final GpuOptions options;
    private final Breaker breaker = new Breaker();
    private final DeviceQueue queue = new DeviceQueue();
    /** Chunks that are not delivered. */
    private final Set<Chunk> outstanding = ConcurrentHashMap.newKeySet();

    private final Thread thread;

    // What follows belongs to the thread.
    private final Map<String, Long> functions = new HashMap<>();
    private final SlotPool slots;
    private final List<Long> models = new ArrayList<>();
    private boolean retained;
    private long module;

    private GpuDevice(CudaApi api, GpuOptions options) {
        this.api = api;
        this.options = options;
        slots = new SlotPool(api, options.slots(), SlotSize.of(options.slotBytes()));
        thread = new Thread(this::run, "millrace-gpu-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    /**
     * Opens a device that {@link GpuProbe} has found.
     *
     * @throws CudaException if the driver refuses
     * @throws DeviceFault if it does not answer
     */
    static GpuDevice open(CudaApi api, GpuOptions options) {
        GpuDevice device = new GpuDevice(api, options);
        CompletableFuture<?> opened = device.onThread(() -> {
            device.prepare();
            return true;
        });
        device.thread.start();
        try {
            await(opened, OPENING_SECONDS);
            return device;
        } catch (RuntimeException e) {
            device.queue.close();
            throw e;
        }
    }

    /** Copies the tables of a tokenizer to the device. */
    DeviceModel load(String tokenizer, DeviceTables tables) {
        CompletableFuture<Long> address = onThread(() -> upload(tables.bytes()));
        return new DeviceModel(tokenizer, tables.kind(), await(address, OPENING_SECONDS));
    }

    /** What fits into a slot at present. */
    SlotSize slotSize() {
        return slots.size();
    }

    /** Why nothing is encoded any more, or null. */
    @Nullable
    DeviceFault fault() {
        return breaker.fault();
    }

    /** Chunks that wait or run. */
    int outstanding() {
        return outstanding.size();
    }

    /** Queues a chunk; its {@link Chunk#result} completes with the ids or with a {@link DeviceFault}. */
    void submit(Chunk chunk) {
        if (chunk.segmentCount() == 0) {
            var unused = chunk.result().complete(ChunkIds.NONE);
            return;
        }
        outstanding.add(chunk);
        var unused = chunk.result().whenComplete((ids, failure) -> outstanding.remove(chunk));
        if (!queue.add(chunk)) {
            fail(chunk, ended());
        }
    }

    private DeviceFault ended() {
        DeviceFault fault = breaker.fault();
        return fault != null
                ? fault
                : new DeviceFault(FallbackReason.DEVICE_ERROR, "a device must be open to encode, but it is closed");
    }

    /** Never uses the device again. */
    void trip(DeviceFault fault) {
        if (breaker.open(fault)) {
            queue.close();
            outstanding.forEach(chunk -> fail(chunk, fault));
        }
    }

    private static void fail(Chunk chunk, DeviceFault fault) {
        var unused = chunk.result().completeExceptionally(fault);
    }

    /** Lets what runs finish, fails what waits and frees the device. */
    @Override
    public void close() {
        queue.close().forEach(chunk -> fail(chunk, ended()));
        try {
            // A thread that hangs in the driver is left behind.
            thread.join(breaker.fault() == null ? options.timeoutMs() + 1_000 : 100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Call<T> {
        T make();
    }

    private <T> CompletableFuture<T> onThread(Call<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        boolean added = queue.add(() -> {
            try {
                result.complete(call.make());
            } catch (Throwable e) { // whoever waits must hear of it
                result.completeExceptionally(e);
            }
        });
        if (!added) {
            result.completeExceptionally(ended());
        }
        return result;
    }

    private static <T> T await(CompletableFuture<T> result, long seconds) {
        try {
            return result.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new DeviceFault(
                    FallbackReason.TIMEOUT, "the driver must answer within " + seconds + " s, but did not");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the GPU", e);
        }
    }

    private void run() {
        try {
            work();
        } catch (CudaException e) {
            trip(new DeviceFault(e));
        } catch (DeviceFault e) {
            trip(e);
        } catch (InterruptedException e) {
            trip(new DeviceFault(FallbackReason.DEVICE_ERROR, "the GPU's thread was interrupted"));
        } catch (Throwable e) { // whoever waits for a chunk must hear of it
            trip(new DeviceFault(FallbackReason.DEVICE_ERROR, "the GPU's thread ended in " + e));
        }
        if (breaker.fault() == null) {
            release();
        }
    }

    private void work() throws InterruptedException {
        while (breaker.fault() == null) {
            for (Runnable task; (task = queue.task()) != null; ) {
                task.run();
            }
            boolean launched = launchNext();
            boolean collected = slots.collectDone();
            if (!launched && !collected) {
                if (slots.areRunning()) {
                    LockSupport.parkNanos(POLL_NANOS);
                } else if (!queue.await()) {
                    return;
                }
            }
        }
    }

    private void prepare() {
        long context = api.retainPrimaryContext(options.device());
        retained = true;
        api.setCurrent(context);
        module = api.loadModule(PtxText.forDriver());
        slots.allocate();
    }

    private long upload(ByteBuffer bytes) {
        int size = bytes.remaining();
        Undo undo = new Undo();
        try {
            long address = api.allocate(size);
            undo.push(() -> api.free(address));
            ByteBuffer pinned = api.allocateHost(size);
            pinned.put(0, bytes, 0, size);
            long stream = api.createStream();
            api.copyToDevice(address, pinned, 0, size, stream);
            api.synchronize(stream);
            api.destroyStream(stream);
            api.freeHost(pinned);
            models.add(address);
            return address;
        } catch (CudaException e) {
            undo.run(e);
            throw e;
        }
    }

    private boolean launchNext() {
        if (!slots.hasFree()) {
            return false;
        }
        List<Chunk> batch = queue.take(slots.size());
        batch.removeIf(chunk -> chunk.result().isDone());
        if (batch.isEmpty()) {
            return false;
        }
        if (batch.get(0).bytes() > slots.size().bytes()) {
            batch.forEach(chunk -> fail(
                    chunk,
                    new DeviceFault(FallbackReason.OUT_OF_MEMORY, "the slots have become too small for a batch")));
            return true;
        }
        batch.forEach(this::startClock);
        try {
            slots.launch(batch, name -> functions.computeIfAbsent(name, n -> api.function(module, n)));
        } catch (CudaException e) {
            slots.replaceBySmaller(e);
            queue.putBack(batch);
        }
        return true;
    }

    /** Fails {@code chunk}, and all others, if it is not delivered in time. */
    private void startClock(Chunk chunk) {
        var unused = chunk.result()
                .orTimeout(options.timeoutMs(), TimeUnit.MILLISECONDS)
                .whenComplete((ids, failure) -> {
                    if (failure instanceof TimeoutException) {
                        trip(new DeviceFault(
                                FallbackReason.TIMEOUT,
                                "a batch must be done on the GPU within " + options.timeoutMs() + " ms, but was not"));
                    }
                });
    }

    private void release() {
        try {
            slots.free();
            models.forEach(api::free);
            if (module != 0) {
                api.unloadModule(module);
            }
            if (retained) {
                api.releasePrimaryContext(options.device());
            }
        } catch (CudaException e) {
            trip(new DeviceFault(e));
        }
    }
}
