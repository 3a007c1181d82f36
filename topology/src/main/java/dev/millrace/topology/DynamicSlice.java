package dev.millrace.topology;

import dev.millrace.tokenizer.EncodedBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A dynamic batch: the documents of one poll that belong to one partition and one tokenizer, in the order of their
 * offsets, up to the size of a sub-batch. It is merged when the first of them is processed, and its table leaves before the first record that names it.
 * A commit in between changes nothing: what was committed has its table, and what is read again after a crash forms
 * other slices with tables of their own.
 *
 * <p><b>Thread safety:</b> belongs to one stream thread.
 */
final class DynamicSlice {
    /** The documents; dropped once merged, so that their sub-batches can be collected. */
    private List<Slot> slots = new ArrayList<>();

    private @Nullable Merged merged;
    private boolean tableWritten;
    private long bytes;

    /**
     * What became of the documents.
     *
     * @param encoded the ids of each document of the slice
     * @param table what explains the new ids, or null if there are none
     */
    record Merged(EncodedBatch encoded, @Nullable Table table) {}

    /**
     * A merge table, ready to be sent.
     *
     * @param id the table's name and its record's key
     */
    record Table(String id, byte[] value) {}

    /** Adds the next document, of {@code length} bytes. */
    void add(Slot slot, int length) {
        slot.joins(this, slots.size());
        slots.add(slot);
        bytes += length;
    }

    /** Bytes of its documents. */
    long bytes() {
        return bytes;
    }

    List<Slot> slots() {
        return slots;
    }

    @Nullable
    Merged merged() {
        return merged;
    }

    Merged complete(Merged result) {
        merged = result;
        slots = List.of();
        return result;
    }

    /** The table, if there is one and no record of it has been forwarded. */
    @Nullable
    Table unwrittenTable() {
        return merged == null || tableWritten ? null : merged.table();
    }

    void markTableWritten() {
        tableWritten = true;
    }
}
