package dev.millrace.topology;

/**
 * What one sub-batch takes of the budget. It is a {@link java.lang.ref.Cleaner} action as well: a sub-batch whose
 * records Streams has dropped (a revoked partition, a dead thread) gives its memory back when it is collected.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class Reservation implements Runnable {
    private final MemoryBudget budget;
    private long bytes;
    private boolean ended;

    Reservation(MemoryBudget budget) {
        this.budget = budget;
    }

    /** Takes {@code more} bytes if they fit. */
    synchronized boolean tryGrow(long more) {
        if (!budget.tryReserve(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Replaces the estimate by what is really live. */
    synchronized void set(long actual) {
        if (!ended) {
            budget.adjust(actual - bytes);
            bytes = actual;
        }
    }

    /** Gives everything back; idempotent. */
    @Override
    public synchronized void run() {
        if (!ended) {
            ended = true;
            budget.adjust(-bytes);
        }
    }
}
