package dev.millrace.gpu;

/** Why the device cannot be used any more, or not for a batch. */
final class DeviceFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FallbackReason reason;

    DeviceFault(FallbackReason reason, String message) {
        super(message);
        this.reason = reason;
    }

    DeviceFault(CudaException cause) {
        super(cause.getMessage(), cause);
        reason = cause.result() == CudaException.OUT_OF_MEMORY
                ? FallbackReason.OUT_OF_MEMORY
                : FallbackReason.DEVICE_ERROR;
    }

    FallbackReason reason() {
        return reason;
    }
}
