package dev.millrace.gpu;

import java.util.ArrayDeque;
import java.util.Deque;

/** What must be undone if a later step fails, in reverse order. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void push(Runnable step) {
        steps.push(step);
    }

    /** Undoes everything after {@code failure}, whether or not the driver still answers. */
    void run(CudaException failure) {
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (CudaException e) {
                failure.addSuppressed(e);
            }
        }
        steps.clear();
    }
}
