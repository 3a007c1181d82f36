package dev.millrace.gpu;

import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.gpu.ptx.PtxModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A driver with one device that interprets PTX. A stream does nothing until somebody waits for it or asks about an event
 * in it, and a copy to the host fills its target with 0xDD until then: whoever reads too early sees garbage.
 *
 * <p><b>Thread safety:</b> any thread; one call at a time.
 */
final class SimulatedCuda implements CudaApi {
    private static final int NOT_FOUND = 500;
    private static final int INVALID_VALUE = 1;
    private static final long CONTEXT = 7;
    private static final byte UNREAD = (byte) 0xDD;
    private static final int MOST_SHARED = 48 << 10;

    private final PtxMachine machine;
    private final Map<Long, PtxModule> modules = new HashMap<>();
    private final Map<Long, Function> functions = new HashMap<>();
    private final Map<Long, Deque<Runnable>> streams = new HashMap<>();
    private final Map<Long, Deque<Runnable>> events = new HashMap<>();
    private final Set<Long> reached = new HashSet<>();
    private final List<long[]> parameters = new ArrayList<>();
    private final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
    private long handles = 100;

    private record Function(PtxModule module, String name) {}

    SimulatedCuda(PtxMachine.Schedule schedule) {
        machine = new PtxMachine(schedule);
    }

    /** The machine behind, to say more about its memory than a driver can. */
    PtxMachine machine() {
        return machine;
    }

    /** Instructions that lanes have executed so far, by kernel. */
    synchronized Map<String, Long> executed(long module) {
        return PtxMachine.executed(Objects.requireNonNull(modules.get(module)));
    }

    private void check(boolean holds, String call, int result) {
        if (!holds) {
            throw new CudaException(call, result);
        }
    }

    private void checkContext(String call) {
        check(current.get(), call, CudaException.INVALID_CONTEXT);
    }

    @Override
    public void init() {}

    @Override
    public int driverVersion() {
        return 10_000;
    }

    @Override
    public int deviceCount() {
        return 1;
    }

    @Override
    public String deviceName(int device) {
        return "PTX interpreter";
    }

    @Override
    public int deviceAttribute(int device, int attribute) {
        return switch (attribute) {
            case CAPABILITY_MAJOR -> 7;
            case CAPABILITY_MINOR -> 5;
            default -> 1;
        };
    }

    @Override
    public long retainPrimaryContext(int device) {
        return CONTEXT;
    }

    @Override
    public void releasePrimaryContext(int device) {}

    @Override
    public void setCurrent(long context) {
        current.set(context == CONTEXT);
    }

    @Override
    public synchronized long loadModule(ByteBuffer ptx) {
        checkContext("cuModuleLoadDataEx");
        ByteBuffer text = ptx.duplicate();
        byte[] bytes = new byte[text.limit()];
        text.get(0, bytes);
        check(ptx.isDirect() && bytes[bytes.length - 1] == 0, "cuModuleLoadDataEx", INVALID_VALUE);
        PtxModule module = new PtxModule(new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8));
        check(module.version().equals("6.3"), "cuModuleLoadDataEx", CudaException.UNSUPPORTED_PTX_VERSION);
        modules.put(++handles, module);
        return handles;
    }

    @Override
    public synchronized void unloadModule(long module) {
        modules.remove(module);
    }

    @Override
    public synchronized long function(long module, String name) {
        checkContext("cuModuleGetFunction");
        PtxModule known = Objects.requireNonNull(modules.get(module));
        check(known.has(name), "cuModuleGetFunction", NOT_FOUND);
        functions.put(++handles, new Function(known, name));
        return handles;
    }

    @Override
    public synchronized long allocate(long bytes) {
        checkContext("cuMemAlloc");
        return machine.allocate(bytes);
    }

    @Override
    public synchronized void free(long address) {
        checkContext("cuMemFree");
        machine.free(address);
    }

    @Override
    public ByteBuffer allocateHost(int bytes) {
        checkContext("cuMemAllocHost");
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void freeHost(ByteBuffer pinned) {
        checkContext("cuMemFreeHost");
    }

    @Override
    public synchronized long createStream() {
        checkContext("cuStreamCreate");
        streams.put(++handles, new ArrayDeque<>());
        return handles;
    }

    @Override
    public synchronized void destroyStream(long stream) {
        streams.remove(stream);
    }

    @Override
    public synchronized void synchronize(long stream) {
        checkContext("cuStreamSynchronize");
        drain(stream(stream));
    }

    private static void drain(Deque<Runnable> stream) {
        for (Runnable next; (next = stream.poll()) != null; ) {
            next.run();
        }
    }

    private Deque<Runnable> stream(long stream) {
        return Objects.requireNonNull(streams.get(stream), "no such stream");
    }

    @Override
    public synchronized long createEvent() {
        checkContext("cuEventCreate");
        return ++handles;
    }

    @Override
    public synchronized void destroyEvent(long event) {
        events.remove(event);
    }

    @Override
    public synchronized void record(long event, long stream) {
        checkContext("cuEventRecord");
        reached.remove(event);
        events.put(event, stream(stream));
        stream(stream).add(() -> reached.add(event));
    }

    @Override
    public synchronized boolean isDone(long event) {
        checkContext("cuEventQuery");
        Deque<Runnable> stream = events.get(event);
        while (stream != null && !reached.contains(event) && !stream.isEmpty()) {
            stream.remove().run();
        }
        return true;
    }

    @Override
    public synchronized void copyToDevice(long address, ByteBuffer pinned, int offset, int bytes, long stream) {
        checkContext("cuMemcpyHtoDAsync");
        stream(stream).add(() -> {
            byte[] copy = new byte[bytes];
            pinned.get(offset, copy);
            machine.write(address, copy);
        });
    }

    @Override
    public synchronized void copyToHost(ByteBuffer pinned, int offset, long address, int bytes, long stream) {
        checkContext("cuMemcpyDtoHAsync");
        byte[] unread = new byte[bytes];
        Arrays.fill(unread, UNREAD);
        pinned.put(offset, unread);
        stream(stream).add(() -> pinned.put(offset, machine.read(address, bytes)));
    }

    @Override
    public synchronized void fill(long address, byte value, long bytes, long stream) {
        checkContext("cuMemsetD8Async");
        stream(stream).add(() -> {
            byte[] values = new byte[Math.toIntExact(bytes)];
            Arrays.fill(values, value);
            machine.write(address, values);
        });
    }

    @Override
    public synchronized long parameters(long... values) {
        parameters.add(values.clone());
        return parameters.size();
    }

    @Override
    public synchronized void launch(
            long function, int blocks, int threads, int sharedBytes, long stream, long prepared) {
        checkContext("cuLaunchKernel");
        boolean fits = blocks >= 1 && threads >= 1 && threads <= 1024 && sharedBytes <= MOST_SHARED;
        check(fits, "cuLaunchKernel", INVALID_VALUE);
        Function known = Objects.requireNonNull(functions.get(function));
        long[] values = parameters.get((int) prepared - 1);
        stream(stream).add(() -> machine.launch(known.module(), known.name(), blocks, threads, sharedBytes, values));
    }
}
