package dev.millrace.gpu;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a device may be used. Once it has opened, for whatever reason, it stays open until the process ends: an error of
 * CUDA's stays with its context, and a device that has given a wrong id is not trusted again.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Breaker {
    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final AtomicReference<@Nullable DeviceFault> fault = new AtomicReference<>();

    /** Opens for {@code reason}; true if it was not open yet. */
    boolean open(DeviceFault reason) {
        boolean first = fault.compareAndSet(null, reason);
        if (first) {
            LOG.error(
                    "The GPU is not used any more, the CPU encodes instead ({}): {}",
                    reason.reason().tag(),
                    reason.getMessage());
        }
        return first;
    }

    /** Why it is open, or null if it is not. */
    @Nullable
    DeviceFault fault() {
        return fault.get();
    }
}
