package dev.millrace.app.kafka;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A random sample of documents with at most so many bytes. Each document draws a lot from the seed and its place in the
 * topic; kept are those with the lowest lots whose bytes fit together. So the sample depends on the topic's content and
 * the seed alone, not on the order in which partitions are read.
 *
 * <p><b>Thread safety:</b> none.
 */
final class DocumentReservoir {
    private static final Comparator<Entry> BY_LOT = Comparator.comparingLong(Entry::lot)
            .thenComparingInt(Entry::partition)
            .thenComparingLong(Entry::offset);

    private final long capacity;
    private final long seed;
    private final PriorityQueue<Entry> kept = new PriorityQueue<>(BY_LOT.reversed());

    /** The lowest that had to go: nothing above it comes in again, or the sample would depend on the order. */
    private @Nullable Entry lowestOut;

    private long bytes;
    private long oversized;

    private record Entry(long lot, int partition, long offset, byte[] content) {}

    /** Room for {@code capacity} bytes. */
    DocumentReservoir(long capacity, long seed) {
        this.capacity = capacity;
        this.seed = seed;
    }

    /** Offers a document, which is kept or not. One that is larger than the reservoir is left out and counted. */
    void offer(int partition, long offset, byte[] content) {
        if (content.length > capacity) {
            oversized++;
            return;
        }
        Entry entry = new Entry(lot(partition, offset), partition, offset, content);
        if (lowestOut != null && BY_LOT.compare(entry, lowestOut) > 0) {
            return;
        }
        kept.add(entry);
        bytes += content.length;
        while (bytes > capacity) {
            Entry out = kept.remove();
            bytes -= out.content().length;
            lowestOut = out;
        }
    }

    /** The sample, in the order of the lots. */
    List<byte[]> documents() {
        List<Entry> sorted = new ArrayList<>(kept);
        sorted.sort(BY_LOT);
        return sorted.stream().map(Entry::content).toList();
    }

    int size() {
        return kept.size();
    }

    long bytes() {
        return bytes;
    }

    /** Documents that were larger than the reservoir. */
    long oversized() {
        return oversized;
    }

    private long lot(int partition, long offset) {
        return mixed(mixed(mixed(seed) + partition) + offset);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mixed(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
