package dev.millrace.gpu;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The slots of a device. Where there is no memory for them, they are halved until there is.
 *
 * <p><b>Thread safety:</b> none but for {@link #size}; the device's thread.
 */
final class SlotPool {
    private final CudaApi api;
    private final int count;
    private final List<Slot> slots = new ArrayList<>();
    private final Deque<Slot> free = new ArrayDeque<>();
    /** In the order of their launches. */
    private final Deque<Slot> running = new ArrayDeque<>();

    private volatile SlotSize size;

    SlotPool(CudaApi api, int count, SlotSize size) {
        this.api = api;
        this.count = count;
        this.size = size;
    }

    /** What fits into a slot at present. */
    SlotSize size() {
        return size;
    }

    boolean hasFree() {
        return !free.isEmpty();
    }

    boolean areRunning() {
        return !running.isEmpty();
    }

    /**
     * Allocates all slots.
     *
     * @throws CudaException if not even the smallest find memory, or the driver refuses for another reason
     */
    void allocate() {
        while (true) {
            try {
                while (slots.size() < count) {
                    slots.add(new Slot(api, size));
                }
                free.addAll(slots);
                return;
            } catch (CudaException e) {
                halve(e);
                free();
            }
        }
    }

    private void halve(CudaException e) {
        SlotSize half = size.half();
        if (e.result() != CudaException.OUT_OF_MEMORY || half.bytes() < GpuOptions.LEAST_SLOT_BYTES) {
            throw e;
        }
        size = half;
    }

    /** Queues {@code batch} in a free slot. If that fails, whatever has been queued is still to be waited for. */
    void launch(List<Chunk> batch, ToLongFunction<String> functions) {
        Slot slot = free.element();
        slot.launch(batch, functions);
        running.add(free.remove());
    }

    /** Delivers what is done; false if nothing was. */
    boolean collectDone() {
        boolean any = false;
        while (!running.isEmpty() && running.element().isDone()) {
            Slot slot = running.remove();
            slot.deliver();
            free.add(slot);
            any = true;
        }
        return any;
    }

    /** After a launch that failed with {@code e}: if it was for want of memory, all slots are replaced by smaller ones. */
    void replaceBySmaller(CudaException e) {
        halve(e);
        slots.forEach(Slot::drain);
        while (areRunning()) {
            collectDone();
        }
        free();
        allocate();
    }

    /** Frees all slots; nothing may be running. */
    void free() {
        slots.forEach(Slot::free);
        slots.clear();
        free.clear();
    }
}
