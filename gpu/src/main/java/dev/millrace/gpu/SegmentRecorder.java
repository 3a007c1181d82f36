package dev.millrace.gpu;

import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Stands where the CPU's engine encodes a segment, and puts the segment into a {@link Chunk} instead. What it writes is its place
 * in the document's script.
 */
final class SegmentRecorder implements SegmentEncoder {
    private @Nullable Chunk chunk;
    /** What is still to be written, or 0. */
    private int entry;

    /** From now on segments go to {@code next}. */
    void into(Chunk next) {
        chunk = next;
        entry = 0;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        if (chunk == null) {
            throw new IllegalStateException("a recorder must be given a chunk before a segment begins");
        }
        entry = from == to ? 0 : chunk.addSegment(text, from, to);
    }

    @Override
    public int next(int[] dst, int from, int to) {
        if (entry == 0 || from == to) {
            return 0;
        }
        dst[from] = entry;
        entry = 0;
        return 1;
    }
}
