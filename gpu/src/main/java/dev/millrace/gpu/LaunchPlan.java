package dev.millrace.gpu;

import java.util.ArrayList;
import java.util.List;

/**
 * What the host queues in a stream to encode a batch, between the copy to the device and the one back. Every kernel takes two
 * parameters, the address of the arena and that of the {@link DeviceTables}. The order is part of the algorithm: each kernel
 * reads what those before it wrote, and no kernel waits for another.
 *
 * @param steps in order
 */
record LaunchPlan(List<Step> steps) {
    /** Threads of a block; the kernels rely on it. */
    static final int THREADS = 256;

    /** Name of the resource that has the kernels, beside this class. */
    static final String PTX = "kernels.ptx";

    private static final int MOST_BLOCKS = 132 * 8;
    /** Bytes of text for a thread of the kernel that splits, and for a block of those that merge. */
    private static final int SPLIT_BYTES = 16;

    private static final int MERGE_BYTES = 4096;
    /** Bytes of shared memory for each byte of the longest word. */
    private static final int SHARED_PER_BYTE = 12;

    /** Copies the list. */
    LaunchPlan {
        steps = List.copyOf(steps);
    }

    /** One entry of a stream. */
    sealed interface Step permits Fill, Launch {}

    /** Bytes of the arena that become 0. */
    record Fill(long offset, long bytes) implements Step {}

    /** A kernel with its grid. */
    record Launch(String kernel, int blocks, int threads, int sharedBytes) implements Step {}

    /** The steps for a batch. */
    static LaunchPlan of(SplitKind split, BatchLayout layout) {
        List<Step> steps = new ArrayList<>();
        for (BatchLayout.Array array : layout.zeroed()) {
            steps.add(new Fill(array.offset(), array.bytes()));
        }
        int bytes = layout.bytes();
        int merging = Math.min(MOST_BLOCKS, blocks(bytes, MERGE_BYTES));
        steps.add(new Launch(split.kernel(), blocks(bytes, SPLIT_BYTES * THREADS), THREADS, 0));
        steps.add(new Launch("millrace_count", blocks(bytes, BatchLayout.COUNT_BYTES), THREADS, 0));
        steps.add(new Launch("millrace_scan_words", 1, THREADS, 0));
        steps.add(new Launch("millrace_compact", blocks(bytes, BatchLayout.COUNT_BYTES), THREADS, 0));
        steps.add(new Launch("millrace_lookup", Math.min(4 * MOST_BLOCKS, blocks(bytes, 4 * THREADS)), THREADS, 0));
        steps.add(new Launch("millrace_merge8", merging, THREADS, 0));
        steps.add(new Launch("millrace_merge16", merging, THREADS, 0));
        steps.add(new Launch("millrace_merge32", merging, THREADS, 0));
        steps.add(new Launch("millrace_merge128", merging, 32, 128 * SHARED_PER_BYTE));
        steps.add(new Launch("millrace_merge_long", merging, 128, BatchLayout.MOST_WORD_BYTES * SHARED_PER_BYTE));
        // As many blocks as there can be words for; those past the last word find nothing to do.
        steps.add(new Launch("millrace_sum", blocks(bytes, BatchLayout.SUM_WORDS), THREADS, 0));
        steps.add(new Launch("millrace_scan_tokens", 1, THREADS, 0));
        steps.add(new Launch("millrace_scatter", blocks(bytes, BatchLayout.SUM_WORDS), THREADS, 0));
        steps.add(new Launch("millrace_segments", blocks(layout.segments() + 1, THREADS), THREADS, 0));
        return new LaunchPlan(steps);
    }

    private static int blocks(int items, int perBlock) {
        return Math.max(1, (items + perBlock - 1) / perBlock);
    }
}
