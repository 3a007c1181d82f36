package dev.millrace.gpu;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, once for a process, whether CUDA can be used, and remembers why not. Nothing of JCuda is loaded unless the driver's
 * library is there.
 */
final class GpuProbe {
    private static final int LEAST_CAPABILITY = 75;

    private static final class Holder {
        private static final Outcome OUTCOME = start();
    }

    /**
     * What became of starting CUDA.
     *
     * @param api the driver, or null
     * @param reason why there is none, in one sentence without a full stop, or null
     */
    record Outcome(@Nullable CudaApi api, @Nullable String reason) {}

    private GpuProbe() {}

    /** The driver of this machine. */
    static Outcome driver() {
        return Holder.OUTCOME;
    }

    private static Outcome start() {
        if (DriverLibrary.find() == null) {
            return new Outcome(null, "this machine has no NVIDIA driver: there is no " + DriverLibrary.NAME);
        }
        try {
            CudaApi api = new JCudaApi();
            api.init();
            return new Outcome(api, null);
        } catch (CudaException e) {
            return new Outcome(null, "the NVIDIA driver cannot be used: " + e.getMessage());
        } catch (NoClassDefFoundError e) {
            return new Outcome(
                    null,
                    "JCuda is not on the class path, add org.jcuda:jcuda:12.6.0 and"
                            + " org.jcuda:jcuda-natives:12.6.0:linux-x86_64: " + e.getMessage());
        } catch (LinkageError e) {
            return new Outcome(null, "JCuda or the NVIDIA driver cannot be loaded: " + firstLine(e));
        } catch (IOException e) {
            return new Outcome(null, "JCuda's native library cannot be unpacked: " + e);
        }
    }

    /** JCuda's messages go on with stack traces. */
    private static String firstLine(LinkageError e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("").strip();
    }

    /** Why the device cannot run the kernels, in one sentence without a full stop, or null if it can. */
    static @Nullable String unsuitable(CudaApi api, int device) {
        try {
            int count = api.deviceCount();
            if (device >= count) {
                return "there must be a GPU number " + device + ", but the driver knows " + count;
            }
            int capability = capability(api, device);
            if (capability < LEAST_CAPABILITY) {
                return "a GPU must have compute capability 7.5 or higher, but " + api.deviceName(device) + " has "
                        + capability / 10 + "." + capability % 10;
            }
            return null;
        } catch (CudaException e) {
            return "the NVIDIA driver cannot be used: " + e.getMessage();
        }
    }

    /** Ten times the compute capability. */
    static int capability(CudaApi api, int device) {
        return 10 * api.deviceAttribute(device, CudaApi.CAPABILITY_MAJOR)
                + api.deviceAttribute(device, CudaApi.CAPABILITY_MINOR);
    }
}
