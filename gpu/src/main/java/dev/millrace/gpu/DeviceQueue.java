package dev.millrace.gpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a device: chunks of any number of batches, and other work for its thread, which goes first.
 *
 * <p><b>Thread safety:</b> any thread adds; the device's thread takes.
 */
final class DeviceQueue {
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean closed;

    /** Adds a chunk; false if the queue is closed. */
    synchronized boolean add(Chunk chunk) {
        if (closed) {
            return false;
        }
        chunks.add(chunk);
        notifyAll();
        return true;
    }

    /** Adds work; false if the queue is closed. */
    synchronized boolean add(Runnable task) {
        if (closed) {
            return false;
        }
        tasks.add(task);
        notifyAll();
        return true;
    }

    /** Next work other than chunks, or null. */
    synchronized @Nullable Runnable task() {
        return tasks.poll();
    }

    /**
     * Takes the chunk that has waited longest and as many later ones of the same tokenizer as fit into a slot beside it: what
     * has come in while the device was busy goes together. Empty if nothing waits.
     */
    synchronized List<Chunk> take(SlotSize slot) {
        List<Chunk> taken = new ArrayList<>();
        int bytes = 0;
        int segments = 0;
        for (Iterator<Chunk> waiting = chunks.iterator(); waiting.hasNext(); ) {
            Chunk chunk = waiting.next();
            boolean fits = slot.takes(bytes + chunk.bytes(), segments + chunk.segmentCount());
            if (taken.isEmpty() || fits && chunk.model().equals(taken.get(0).model())) {
                taken.add(chunk);
                bytes += chunk.bytes();
                segments += chunk.segmentCount();
                waiting.remove();
            }
        }
        return taken;
    }

    /** Puts chunks back to where they were taken from. */
    synchronized void putBack(List<Chunk> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            chunks.addFirst(taken.get(i));
        }
    }

    /** Waits until there is something to take; false if the queue is closed. */
    synchronized boolean await() throws InterruptedException {
        while (chunks.isEmpty() && tasks.isEmpty() && !closed) {
            wait();
        }
        return !closed;
    }

    /** Takes nothing more, and returns the chunks that waited. */
    synchronized List<Chunk> close() {
        closed = true;
        List<Chunk> rest = new ArrayList<>(chunks);
        chunks.clear();
        notifyAll();
        return rest;
    }
}
