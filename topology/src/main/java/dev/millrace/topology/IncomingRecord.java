package dev.millrace.topology;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way from the poll to the processor: what it decoded to, the encoders it was routed to, and the slots
 * in which its results will lie.
 *
 * <p><b>Thread safety:</b> belongs to one stream thread.
 */
final class IncomingRecord {
    private final Decoded decoded;
    private final byte @Nullable [] value;
    private final List<Target> targets;
    private final @Nullable Slot[] slots;
    private final @Nullable PendingRedaction redaction;

    /**
     * A record.
     *
     * @param value the record's original value, for the rejected topic
     * @param targets the encoders; empty unless {@code decoded} is a document
     * @param redaction what the document must have before it is encoded, or null for nothing
     */
    IncomingRecord(
            Decoded decoded, byte @Nullable [] value, List<Target> targets, @Nullable PendingRedaction redaction) {
        this.redaction = redaction;
        this.decoded = decoded;
        this.value = value;
        this.targets = targets;
        this.slots = new Slot[targets.size()];
    }

    Decoded decoded() {
        return decoded;
    }

    byte @Nullable [] value() {
        return value;
    }

    @Nullable
    PendingRedaction redaction() {
        return redaction;
    }

    List<Target> targets() {
        return targets;
    }

    void attach(int target, Slot slot) {
        slots[target] = slot;
    }

    /** The slot of the result for {@code targets().get(target)}, or null if it must be encoded inline. */
    @Nullable
    Slot slot(int target) {
        return slots[target];
    }

    /** Gives up the results, whether they were taken or not; idempotent. */
    void release() {
        for (Slot slot : slots) {
            if (slot != null) {
                slot.release();
            }
        }
        Arrays.fill(slots, null);
    }
}
