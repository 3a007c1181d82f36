package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUevent_flags;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * The driver's calls through JCuda. Apart from {@link JCudaNatives} no other class mentions JCuda, so that none of it is loaded
 * before this one is. Every result is checked here: JCuda's own exceptions are a switch of the whole process and name no
 * call.
 */
final class JCudaApi implements CudaApi {
    /** Contexts, modules, functions, streams, events and parameters by handle. */
    private final Map<Long, NativePointerObject> objects = new ConcurrentHashMap<>();

    private final AtomicLong handles = new AtomicLong();
    /** Device memory by address. */
    private final ConcurrentSkipListMap<Long, Memory> memory = new ConcurrentSkipListMap<>(Long::compareUnsigned);
    /** Page-locked memory by the buffer that was given out. */
    private final Map<ByteBuffer, Pointer> pinned = Collections.synchronizedMap(new IdentityHashMap<>());

    /** Device memory that tells its address, which JCuda keeps for subclasses. */
    private static final class Memory extends CUdeviceptr {
        long address() {
            return getNativePointer();
        }
    }

    /**
     * Loads JCuda.
     *
     * @throws LinkageError if JCuda, its native library or the driver's cannot be loaded
     * @throws IOException if the native library cannot be unpacked
     */
    JCudaApi() throws IOException {
        JCudaNatives.load();
    }

    private static void check(String call, int result) {
        if (result != 0) {
            throw new CudaException(call, result);
        }
    }

    private long handle(NativePointerObject object) {
        long handle = handles.incrementAndGet();
        objects.put(handle, object);
        return handle;
    }

    private <T extends NativePointerObject> T object(long handle, Class<T> type) {
        NativePointerObject object = objects.get(handle);
        if (!type.isInstance(object)) {
            throw new IllegalArgumentException(
                    "a handle must be of a " + type.getSimpleName() + " in use, got that of " + object);
        }
        return type.cast(object);
    }

    private static CUdevice device(int ordinal) {
        CUdevice device = new CUdevice();
        check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
        return device;
    }

    @Override
    public void init() {
        check("cuInit", JCudaDriver.cuInit(0));
    }

    @Override
    public int driverVersion() {
        int[] version = new int[1];
        check("cuDriverGetVersion", JCudaDriver.cuDriverGetVersion(version));
        return version[0];
    }

    @Override
    public int deviceCount() {
        int[] count = new int[1];
        check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
        return count[0];
    }

    @Override
    public String deviceName(int device) {
        byte[] name = new byte[256];
        check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, device(device)));
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, UTF_8);
    }

    @Override
    public int deviceAttribute(int device, int attribute) {
        int[] value = new int[1];
        check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, attribute, device(device)));
        return value[0];
    }

    @Override
    public long retainPrimaryContext(int device) {
        CUcontext context = new CUcontext();
        check("cuDevicePrimaryCtxRetain", JCudaDriver.cuDevicePrimaryCtxRetain(context, device(device)));
        return handle(context);
    }

    @Override
    public void releasePrimaryContext(int device) {
        check("cuDevicePrimaryCtxRelease", JCudaDriver.cuDevicePrimaryCtxRelease(device(device)));
    }

    @Override
    public void setCurrent(long context) {
        check("cuCtxSetCurrent", JCudaDriver.cuCtxSetCurrent(object(context, CUcontext.class)));
    }

    @Override
    public long loadModule(ByteBuffer ptx) {
        CUmodule module = new CUmodule();
        // A direct buffer: with an array the garbage collector would stand still while the driver compiles.
        check(
                "cuModuleLoadDataEx",
                JCudaDriver.cuModuleLoadDataEx(module, Pointer.to(ptx), 0, new int[0], Pointer.to(new int[0])));
        return handle(module);
    }

    @Override
    public void unloadModule(long module) {
        check("cuModuleUnload", JCudaDriver.cuModuleUnload(object(module, CUmodule.class)));
        objects.remove(module);
    }

    @Override
    public long function(long module, String name) {
        CUfunction function = new CUfunction();
        check("cuModuleGetFunction", JCudaDriver.cuModuleGetFunction(function, object(module, CUmodule.class), name));
        return handle(function);
    }

    @Override
    public long allocate(long bytes) {
        Memory allocated = new Memory();
        check("cuMemAlloc", JCudaDriver.cuMemAlloc(allocated, bytes));
        memory.put(allocated.address(), allocated);
        return allocated.address();
    }

    @Override
    public void free(long address) {
        check("cuMemFree", JCudaDriver.cuMemFree(at(address)));
        memory.remove(address);
    }

    /** A pointer to any place in allocated memory. */
    private CUdeviceptr at(long address) {
        Map.Entry<Long, Memory> entry = memory.floorEntry(address);
        if (entry == null) {
            throw new IllegalArgumentException("an address must be in allocated memory, got " + address);
        }
        return entry.getValue().withByteOffset(address - entry.getKey());
    }

    @Override
    public ByteBuffer allocateHost(int bytes) {
        Pointer pointer = new Pointer();
        check("cuMemAllocHost", JCudaDriver.cuMemAllocHost(pointer, bytes));
        ByteBuffer buffer = pointer.getByteBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
        pinned.put(buffer, pointer);
        return buffer;
    }

    @Override
    public void freeHost(ByteBuffer buffer) {
        Pointer pointer = pinned.get(buffer);
        if (pointer == null) {
            throw new IllegalArgumentException("a buffer must come from allocateHost to be freed, got " + buffer);
        }
        check("cuMemFreeHost", JCudaDriver.cuMemFreeHost(pointer));
        pinned.remove(buffer);
    }

    @Override
    public long createStream() {
        CUstream stream = new CUstream();
        check("cuStreamCreate", JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING));
        return handle(stream);
    }

    @Override
    public void destroyStream(long stream) {
        check("cuStreamDestroy", JCudaDriver.cuStreamDestroy(object(stream, CUstream.class)));
        objects.remove(stream);
    }

    @Override
    public void synchronize(long stream) {
        check("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(object(stream, CUstream.class)));
    }

    @Override
    public long createEvent() {
        CUevent event = new CUevent();
        check("cuEventCreate", JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING));
        return handle(event);
    }

    @Override
    public void destroyEvent(long event) {
        check("cuEventDestroy", JCudaDriver.cuEventDestroy(object(event, CUevent.class)));
        objects.remove(event);
    }

    @Override
    public void record(long event, long stream) {
        check("cuEventRecord", JCudaDriver.cuEventRecord(object(event, CUevent.class), object(stream, CUstream.class)));
    }

    @Override
    public boolean isDone(long event) {
        int result = JCudaDriver.cuEventQuery(object(event, CUevent.class));
        if (result == CudaException.NOT_READY) {
            return false;
        }
        check("cuEventQuery", result);
        return true;
    }

    @Override
    public void copyToDevice(long address, ByteBuffer source, int offset, int bytes, long stream) {
        check(
                "cuMemcpyHtoDAsync",
                JCudaDriver.cuMemcpyHtoDAsync(
                        at(address), Pointer.to(source.slice(offset, bytes)), bytes, object(stream, CUstream.class)));
    }

    @Override
    public void copyToHost(ByteBuffer target, int offset, long address, int bytes, long stream) {
        check(
                "cuMemcpyDtoHAsync",
                JCudaDriver.cuMemcpyDtoHAsync(
                        Pointer.to(target.slice(offset, bytes)), at(address), bytes, object(stream, CUstream.class)));
    }

    @Override
    public void fill(long address, byte value, long bytes, long stream) {
        check(
                "cuMemsetD8Async",
                JCudaDriver.cuMemsetD8Async(at(address), value, bytes, object(stream, CUstream.class)));
    }

    @Override
    public long parameters(long... values) {
        ByteBuffer block = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Pointer[] places = new Pointer[values.length];
        for (int i = 0; i < values.length; i++) {
            block.putLong(8 * i, values[i]);
            places[i] = Pointer.to(block.slice(8 * i, 8));
        }
        return handle(Pointer.to(places));
    }

    @Override
    public void launch(long function, int blocks, int threads, int sharedBytes, long stream, long parameters) {
        check(
                "cuLaunchKernel",
                JCudaDriver.cuLaunchKernel(
                        object(function, CUfunction.class),
                        blocks,
                        1,
                        1,
                        threads,
                        1,
                        1,
                        sharedBytes,
                        object(stream, CUstream.class),
                        object(parameters, Pointer.class),
                        null));
    }
}
