package dev.millrace.gpu;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Room for one batch on the device: a stream, memory there, page-locked memory here for both directions, an event. All of it is
 * allocated once; per batch nothing is.
 *
 * <p>What is queued for a batch: the input (one copy), the kernels, the output as far as it is likely to have ids (one copy),
 * the event. If there are more ids than that, the rest is a second copy.
 *
 * <p><b>Thread safety:</b> none; the device's thread.
 */
final class Slot {
    /** Text has about four bytes an id; so many ids for its bytes are copied back without asking. */
    private static final int LIKELY_BYTES_PER_ID = 3;

    private final CudaApi api;
    private final long stream;
    private final long event;
    private final long arena;
    private final ByteBuffer input;
    private final ByteBuffer output;
    /** Parameters of launches by the address of the tables. */
    private final Map<Long, Long> parameters = new HashMap<>();

    private List<Chunk> chunks = List.of();
    private BatchLayout layout = new BatchLayout(0, 1);
    private int copied;

    /** Allocates everything; if that fails, nothing stays allocated. */
    Slot(CudaApi api, SlotSize size) {
        this.api = api;
        BatchLayout largest = new BatchLayout(size.bytes(), size.segments());
        Undo undo = new Undo();
        try {
            stream = api.createStream();
            undo.push(() -> api.destroyStream(stream));
            event = api.createEvent();
            undo.push(() -> api.destroyEvent(event));
            arena = api.allocate(largest.arenaBytes());
            undo.push(() -> api.free(arena));
            input = api.allocateHost(largest.inputBytes());
            undo.push(() -> api.freeHost(input));
            output = api.allocateHost(largest.outputBytes());
        } catch (CudaException e) {
            undo.run(e);
            throw e;
        }
    }

    /** Queues everything for {@code batch}, whose chunks have the same model and together fit. */
    void launch(List<Chunk> batch, ToLongFunction<String> functions) {
        chunks = batch;
        layout = new BatchLayout(
                batch.stream().mapToInt(Chunk::bytes).sum(),
                batch.stream().mapToInt(Chunk::segmentCount).sum());
        fillInput();
        api.copyToDevice(arena, input, 0, layout.inputBytes(), stream);
        DeviceModel model = batch.get(0).model();
        long arguments = parameters.computeIfAbsent(model.address(), tables -> api.parameters(arena, tables));
        for (LaunchPlan.Step step : LaunchPlan.of(model.split(), layout).steps()) {
            if (step instanceof LaunchPlan.Launch kernel) {
                api.launch(
                        functions.applyAsLong(kernel.kernel()),
                        kernel.blocks(),
                        kernel.threads(),
                        kernel.sharedBytes(),
                        stream,
                        arguments);
            } else if (step instanceof LaunchPlan.Fill fill) {
                api.fill(arena + fill.offset(), (byte) 0, fill.bytes(), stream);
            }
        }
        copied = 0;
        copyOutput(Math.min(layout.outputBytes(), layout.outputBytes(layout.bytes() / LIKELY_BYTES_PER_ID)));
    }

    private void fillInput() {
        layout.writeDescriptor(input);
        int segmentAt = layout.segmentsOffset();
        int base = 0;
        for (Chunk chunk : chunks) {
            for (int s = 0; s < chunk.segmentCount(); s++) {
                input.putInt(segmentAt, base + chunk.segmentStart(s));
                segmentAt += 4;
            }
            input.put(layout.textOffset() + base, chunk.text(), 0, chunk.bytes());
            base += chunk.bytes();
        }
        input.putInt(segmentAt, base);
    }

    /** Queues the copy of the output up to {@code end}, and the event. */
    private void copyOutput(int end) {
        api.copyToHost(output, copied, arena + layout.outputOffset() + copied, end - copied, stream);
        copied = end;
        api.record(event, stream);
    }

    /** Whether the output is here. */
    boolean isDone() {
        if (!api.isDone(event)) {
            return false;
        }
        int tokens = output.getInt(4 * BatchLayout.TOKENS);
        if (tokens < 0 || tokens > layout.bytes()) {
            throw new DeviceFault(
                    FallbackReason.MISMATCH,
                    "a batch must have at most one id for each of its " + layout.bytes() + " bytes, but the GPU gave "
                            + tokens);
        }
        int end = layout.outputBytes(tokens);
        if (end <= copied) {
            return true;
        }
        copyOutput(end);
        return false;
    }

    /** Gives each chunk its ids, once {@link #isDone}; the slot is free again. */
    void deliver() {
        int segmentsAt = layout.segmentTokensInOutput();
        BitSet undone = undone();
        int segment = 0;
        for (Chunk chunk : chunks) {
            int count = chunk.segmentCount();
            int[] starts = new int[count + 1];
            output.slice(segmentsAt + 4 * segment, 4 * (count + 1))
                    .order(output.order())
                    .asIntBuffer()
                    .get(starts);
            int first = starts[0];
            int[] ids = new int[starts[count] - first];
            output.slice(layout.idsInOutput() + 4 * first, 4 * ids.length)
                    .order(output.order())
                    .asIntBuffer()
                    .get(ids);
            for (int s = 0; s <= count; s++) {
                starts[s] -= first;
            }
            var unused = chunk.result().complete(new ChunkIds(ids, starts, undone.get(segment, segment + count)));
            segment += count;
        }
        chunks = List.of();
    }

    /** The segments that the kernels left to the CPU. */
    private BitSet undone() {
        BitSet undone = new BitSet();
        int overflows = output.getInt(4 * BatchLayout.OVERFLOWS);
        if (overflows < 0 || overflows > BatchLayout.MOST_OVERFLOWS) {
            undone.set(0, layout.segments());
            return undone;
        }
        int[] starts = new int[layout.segments()];
        input.slice(layout.segmentsOffset(), 4 * starts.length)
                .order(input.order())
                .asIntBuffer()
                .get(starts);
        for (int i = 0; i < overflows; i++) {
            int place = Arrays.binarySearch(starts, output.getInt(4 * (BatchLayout.OVERFLOW_PLACES + i)));
            undone.set(place >= 0 ? place : -place - 2);
        }
        return undone;
    }

    /** Waits for whatever is queued, after a launch that did not succeed. */
    void drain() {
        api.synchronize(stream);
    }

    /** Frees everything; nothing may be running. */
    void free() {
        api.freeHost(output);
        api.freeHost(input);
        api.free(arena);
        api.destroyEvent(event);
        api.destroyStream(stream);
    }
}
