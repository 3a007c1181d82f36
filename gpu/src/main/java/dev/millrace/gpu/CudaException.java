package dev.millrace.gpu;

/** A call of the CUDA driver that did not succeed. */
final class CudaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int OUT_OF_MEMORY = 2;
    static final int NO_DEVICE = 100;
    static final int INVALID_CONTEXT = 201;
    static final int UNSUPPORTED_PTX_VERSION = 222;
    static final int NOT_READY = 600;
    static final int ILLEGAL_ADDRESS = 700;

    private final int result;

    /**
     * Makes an exception.
     *
     * @param call name of the driver's function
     * @param result its {@code CUresult}, not 0
     */
    CudaException(String call, int result) {
        super(call + " must succeed, but returned " + result + meaning(result));
        this.result = result;
    }

    /** The {@code CUresult}. */
    int result() {
        return result;
    }

    /** Whether the context is dead: every later call will fail as well, so nothing may be tried again. */
    boolean sticky() {
        return switch (result) {
            case 46, 214, 700, 710, 715, 716, 717, 718, 719 -> true;
            default -> false;
        };
    }

    private static String meaning(int result) {
        return switch (result) {
            case OUT_OF_MEMORY -> " (out of memory)";
            case 46 -> " (device unavailable)";
            case NO_DEVICE -> " (no CUDA-capable device)";
            case INVALID_CONTEXT -> " (no context is current on this thread)";
            case 209 -> " (no binary for this GPU)";
            case 214 -> " (uncorrectable ECC error)";
            case 218 -> " (invalid PTX)";
            case UNSUPPORTED_PTX_VERSION -> " (the driver is too old for this PTX version)";
            case 500 -> " (not found)";
            case ILLEGAL_ADDRESS -> " (illegal address)";
            case 702 -> " (launch time-out)";
            case 719 -> " (launch failed)";
            case 803 -> " (driver and library versions differ)";
            default -> "";
        };
    }
}
