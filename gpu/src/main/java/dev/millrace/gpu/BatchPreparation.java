package dev.millrace.gpu;

import dev.millrace.tokenizer.DocumentBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Divides a batch at the borders of documents into chunks that fit a slot, and names the documents that the CPU must do.
 *
 * <p><b>Thread safety:</b> none; one worker per thread.
 */
final class BatchPreparation {
    private final DeviceModel model;
    private final Supplier<DocumentCutter> cutters;
    private DocumentCutter cutter;

    /**
     * What becomes of a batch.
     *
     * @param chunks for the device
     * @param onCpu numbers of the documents for the CPU, ascending
     */
    record Prepared(List<Chunk> chunks, List<Integer> onCpu) {}

    BatchPreparation(DeviceModel model, Supplier<DocumentCutter> cutters) {
        this.model = model;
        this.cutters = cutters;
        cutter = cutters.get();
    }

    /** Prepares {@code batch} for slots of a size. */
    Prepared prepare(DocumentBatch batch, SlotSize slot) {
        List<Chunk> chunks = new ArrayList<>();
        List<Integer> onCpu = new ArrayList<>();
        Chunk chunk = null;
        for (int document = 0; document < batch.size(); document++) {
            int from = batch.offset(document);
            int to = batch.offset(document + 1);
            if (to - from > slot.bytes()) {
                onCpu.add(document);
                continue;
            }
            if (chunk == null || !slot.takes(chunk.bytes() + (to - from), chunk.segmentCount() + 1)) {
                chunk = new Chunk(model, Math.min(slot.bytes(), batch.offset(batch.size()) - from));
                chunks.add(chunk);
            }
            if (!add(batch.bytes(), from, to, document, chunk)) {
                onCpu.add(document);
            } else if (!slot.takes(chunk.bytes(), chunk.segmentCount())) {
                // The normalizer made it longer, or it has many added tokens.
                chunk.forgetLastDocument();
                onCpu.add(document);
            }
        }
        chunks.removeIf(filled -> filled.size() == 0);
        return new Prepared(chunks, onCpu);
    }

    /** A document that the engine refuses goes to the CPU's as well: it is refused there for the record. */
    private boolean add(byte[] src, int from, int to, int document, Chunk chunk) {
        try {
            return cutter.add(src, from, to, document, chunk);
        } catch (RuntimeException | StackOverflowError e) {
            cutter = cutters.get();
            return false;
        }
    }
}
