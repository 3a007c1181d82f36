package dev.millrace.topology;

import dev.millrace.tokenizer.EncodedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The place of one document in a sub-batch: where the processor finds its ids.
 *
 * <p><b>Thread safety:</b> belongs to one stream thread; the sub-batch behind it is shared with the encoder.
 */
final class Slot {
    private final SubBatch batch;
    private final int index;
    private boolean released;
    private @Nullable DynamicSlice slice;
    private int row;

    Slot(SubBatch batch, int index) {
        this.batch = batch;
        this.index = index;
    }

    /** Position of the document in {@link #await}'s result. */
    int index() {
        return index;
    }

    /** Says that the document is row {@code position} of a dynamic batch. */
    void joins(DynamicSlice dynamic, int position) {
        slice = dynamic;
        row = position;
    }

    /** The dynamic batch that the document belongs to, or null. */
    @Nullable
    DynamicSlice slice() {
        return slice;
    }

    /** Position of the document in {@link #slice}. */
    int row() {
        return row;
    }

    /** Whether the result is there. */
    boolean isDone() {
        return batch.isDone();
    }

    /**
     * Waits for the result of the sub-batch.
     *
     * @throws BackendException if it does not come within {@code timeoutMs} or the backend as a whole has failed
     */
    EncodedBatch await(long timeoutMs) {
        return batch.await(timeoutMs);
    }

    /** Gives up the result; the last slot to do so frees the sub-batch's memory. Idempotent. */
    void release() {
        if (!released) {
            released = true;
            batch.releaseSlot();
        }
    }
}
