package dev.millrace.gpu;

import java.util.BitSet;

/**
 * What the device made of a {@link Chunk}.
 *
 * @param ids of all segments, end to end
 * @param starts where those of each segment start, and the end of the last: one more than there are segments
 * @param undone segments that the kernels could not encode; their ids mean nothing
 */
record ChunkIds(int[] ids, int[] starts, BitSet undone) {
    /** For a chunk without segments. */
    static final ChunkIds NONE = new ChunkIds(new int[0], new int[1], new BitSet());
}
