package dev.millrace.gpu;

import java.nio.ByteBuffer;

/**
 * The calls of the CUDA driver that the host makes, and no other. Device memory is named by its address; contexts, modules,
 * functions, streams and events by a handle, a number other than 0 that means nothing else. Copies and launches are queued in a stream and
 * return at once; what they write may be read after {@link #synchronize} or once {@link #isDone} says so, not before.
 *
 * <p>Every method throws {@link CudaException} when the driver refuses, also with the error of an earlier launch.
 *
 * <p><b>Thread safety:</b> any thread on which the context has been {@linkplain #setCurrent made current}; {@link #init},
 * {@link #driverVersion} and the questions about devices need none.
 */
interface CudaApi {
    /** {@code CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT}. */
    int MULTIPROCESSORS = 16;

    /** {@code CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR}. */
    int CAPABILITY_MAJOR = 75;

    /** {@code CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR}. */
    int CAPABILITY_MINOR = 76;

    /** {@code cuInit}: before any other call. */
    void init();

    /** {@code cuDriverGetVersion}: the CUDA version that the driver supports, 1000 × major + 10 × minor. */
    int driverVersion();

    /** {@code cuDeviceGetCount}: devices are numbered from 0. */
    int deviceCount();

    /** {@code cuDeviceGetName}. */
    String deviceName(int device);

    /** {@code cuDeviceGetAttribute}. */
    int deviceAttribute(int device, int attribute);

    /** {@code cuDevicePrimaryCtxRetain}: the context that all users of a device in one process share. */
    long retainPrimaryContext(int device);

    /** {@code cuDevicePrimaryCtxRelease}. */
    void releasePrimaryContext(int device);

    /** {@code cuCtxSetCurrent}, for the calling thread. */
    void setCurrent(long context);

    /**
     * {@code cuModuleLoadDataEx}: compiles PTX for the device of the current context.
     *
     * @param ptx a direct buffer with the text in [0, limit), the last byte 0
     */
    long loadModule(ByteBuffer ptx);

    /** {@code cuModuleUnload}. */
    void unloadModule(long module);

    /** {@code cuModuleGetFunction}. */
    long function(long module, String name);

    /** {@code cuMemAlloc}: returns an address, at least 256-byte aligned; the memory holds anything. */
    long allocate(long bytes);

    /** {@code cuMemFree} of an address that {@link #allocate} returned. */
    void free(long address);

    /** {@code cuMemAllocHost}: a direct little-endian buffer in page-locked memory, which copies need; it holds anything. */
    ByteBuffer allocateHost(int bytes);

    /** {@code cuMemFreeHost} of a buffer that {@link #allocateHost} returned; touching it afterwards crashes the process. */
    void freeHost(ByteBuffer pinned);

    /** {@code cuStreamCreate}: a queue that does not wait for the default stream. */
    long createStream();

    /** {@code cuStreamDestroy}. */
    void destroyStream(long stream);

    /** {@code cuStreamSynchronize}: waits until everything queued in the stream is done. */
    void synchronize(long stream);

    /** {@code cuEventCreate}, without timing. */
    long createEvent();

    /** {@code cuEventDestroy}. */
    void destroyEvent(long event);

    /** {@code cuEventRecord}: queues the event behind what is in the stream. */
    void record(long event, long stream);

    /** {@code cuEventQuery}: whether the stream has reached the event. */
    boolean isDone(long event);

    /**
     * {@code cuMemcpyHtoDAsync} of {@code pinned[offset, offset + bytes)}.
     *
     * @param pinned from {@link #allocateHost}; must not change until the copy is done
     */
    void copyToDevice(long address, ByteBuffer pinned, int offset, int bytes, long stream);

    /**
     * {@code cuMemcpyDtoHAsync} to {@code pinned[offset, offset + bytes)}.
     *
     * @param pinned from {@link #allocateHost}; must not be read until the copy is done
     */
    void copyToHost(ByteBuffer pinned, int offset, long address, int bytes, long stream);

    /** {@code cuMemsetD8Async}. */
    void fill(long address, byte value, long bytes, long stream);

    /**
     * Prepares the parameters of launches once, since building them for every launch costs more than the launch.
     *
     * @param values one for each parameter of the kernel, in order; of a 32-bit parameter the low half counts
     * @return a handle for {@link #launch}, usable any number of times, in any stream
     */
    long parameters(long... values);

    /**
     * {@code cuLaunchKernel} on a one-dimensional grid.
     *
     * @param function from {@link #function}
     * @param blocks number of blocks, at least 1
     * @param threads threads a block, at most 1,024
     * @param sharedBytes dynamic shared memory a block, at most 48 KiB together with the static
     * @param parameters from {@link #parameters}
     */
    void launch(long function, int blocks, int threads, int sharedBytes, long stream, long parameters);
}
