package dev.millrace.topology;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The sub-batches of one consumer that are not encoded yet, in the order of the poll. At most {@code inflight} are in the
 * encoder at once; one that is waited for goes first, whatever the limit, since Streams decides which partition is next.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class SubBatchQueue {
    private final int inflight;
    private final Deque<SubBatch> planned = new ArrayDeque<>();
    private int running;

    SubBatchQueue(int inflight) {
        this.inflight = inflight;
    }

    void add(SubBatch batch) {
        synchronized (this) {
            planned.add(batch);
        }
        startNext();
    }

    /** Starts {@code batch} if it is still planned. */
    void startNow(SubBatch batch) {
        synchronized (this) {
            if (!planned.remove(batch)) {
                return;
            }
            running++;
        }
        start(batch);
    }

    /** Forgets what has not been started: nobody will wait for it. */
    synchronized void clear() {
        planned.clear();
    }

    private void startNext() {
        while (true) {
            SubBatch next;
            synchronized (this) {
                if (running >= inflight || planned.isEmpty()) {
                    return;
                }
                next = planned.remove();
                running++;
            }
            start(next);
        }
    }

    private void start(SubBatch batch) {
        var unused = batch.start().whenComplete((encoded, failure) -> {
            synchronized (this) {
                running--;
            }
            startNext();
        });
    }
}
