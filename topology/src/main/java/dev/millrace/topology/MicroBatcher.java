package dev.millrace.topology;

import java.lang.ref.Cleaner;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * Makes one poll a micro-batch: decodes its documents, groups them by tokenizer into sub-batches, queues these for the
 * encoders and attaches to each record where its results will be.
 *
 * <p><b>Thread safety:</b> one per consumer, used by its thread.
 */
final class MicroBatcher implements AutoCloseable {
    private static final Cleaner CLEANER = Cleaner.create();

    private final DocumentReader reader;
    private final MemoryBudget budget;
    private final int maxBatchBytes;
    private final SubBatchQueue queue;
    private final Map<BatchKey, SubBatch> open = new HashMap<>();
    private final Map<SliceKey, DynamicSlice> slices = new HashMap<>();

    private record BatchKey(Lane lane, boolean redacted) {}

    private record SliceKey(String topic, int partition, Lane lane) {}

    MicroBatcher(DocumentReader reader, MemoryBudget budget, int maxBatchBytes, int inflight) {
        this.reader = reader;
        this.budget = budget;
        this.maxBatchBytes = maxBatchBytes;
        this.queue = new SubBatchQueue(inflight);
    }

    /** Attaches every document of the poll to its record and queues the encoding; encodes nothing itself. */
    void accept(ConsumerRecords<byte[], byte[]> poll) {
        try {
            for (ConsumerRecord<byte[], byte[]> record : poll) {
                if (reader.reads(record.topic())) {
                    attach(record);
                }
            }
        } finally { // whatever was attached must be encoded: a processor will wait for it
            open.values().forEach(this::close);
            open.clear();
            slices.clear();
        }
    }

    private void attach(ConsumerRecord<byte[], byte[]> record) {
        IncomingRecord incoming = reader.read(record.topic(), record.headers(), record.value());
        record.headers().add(new AttachedRecord(incoming));
        if (incoming.decoded() instanceof Decoded.Document document) {
            for (int i = 0; i < incoming.targets().size(); i++) {
                Lane lane = incoming.targets().get(i).lane();
                Slot slot = lane == null ? null : plan(lane, document, incoming.redaction());
                if (slot != null && lane != null) {
                    incoming.attach(i, slot);
                    if (lane.dynamic() != null) {
                        slice(new SliceKey(record.topic(), record.partition(), lane), document.length())
                                .add(slot, document.length());
                    }
                }
            }
        }
    }

    /** The dynamic batch for the next document; as large as a sub-batch, so that nobody waits for more than that. */
    private DynamicSlice slice(SliceKey key, int length) {
        DynamicSlice slice = slices.get(key);
        if (slice == null || slice.bytes() + length > maxBatchBytes) {
            slice = new DynamicSlice();
            slices.put(key, slice);
        }
        return slice;
    }

    /** Returns the document's slot in a sub-batch, or null if the memory budget is used up. */
    private @Nullable Slot plan(Lane lane, Decoded.Document document, @Nullable PendingRedaction redaction) {
        BatchKey key = new BatchKey(lane, redaction != null);
        SubBatch batch = open.get(key);
        if (batch != null && batch.bytes() + document.length() > maxBatchBytes) {
            close(batch);
            batch = null;
        }
        if (batch == null) {
            batch = newBatch(lane);
            open.put(key, batch);
        }
        return batch.add(document, redaction);
    }

    private SubBatch newBatch(Lane lane) {
        Reservation reservation = new Reservation(budget);
        SubBatch batch = new SubBatch(lane, reservation, queue);
        CLEANER.register(batch, reservation);
        return batch;
    }

    private void close(SubBatch batch) {
        if (!batch.isEmpty()) {
            queue.add(batch);
        }
    }

    @Override
    public void close() {
        queue.clear();
    }
}
