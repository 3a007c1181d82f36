package dev.millrace.topology;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound on the live memory of micro-batches of one instance.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    MemoryBudget(long limit) {
        this.limit = limit;
    }

    /** Takes {@code bytes} if they fit; otherwise takes nothing and returns false. */
    boolean tryReserve(long bytes) {
        long now = used.get();
        while (now + bytes <= limit) {
            if (used.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = used.get();
        }
        return false;
    }

    /** Corrects an estimate by {@code bytes}, which may be negative and may go beyond the limit: it is live already. */
    void adjust(long bytes) {
        used.addAndGet(bytes);
    }

    long used() {
        return used.get();
    }
}
