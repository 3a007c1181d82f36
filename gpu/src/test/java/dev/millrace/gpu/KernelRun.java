package dev.millrace.gpu;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.gpu.ptx.PtxMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Encodes segments with the kernels alone, one batch at a time, with gaps between the arrays of the arena. */
final class KernelRun {
    private static final int GAP = 64;

    private final SimulatedCuda cuda;
    private final DeviceTables tables;
    private final long module;
    private final long tablesAddress;
    private final long stream;
    private final Map<String, Long> functions = new HashMap<>();
    private boolean synchronizes = true;
    /** What a test does to the order of the steps. */
    private UnaryOperator<List<LaunchPlan.Step>> change = steps -> steps;

    /** The ids of each segment; null for those that the kernels left to the CPU. */
    record Result(int[][] ids, int words, int overflows) {}

    KernelRun(DeviceTables tables, PtxMachine.Schedule schedule) {
        this(tables, schedule, ptx());
    }

    KernelRun(DeviceTables tables, PtxMachine.Schedule schedule, String ptx) {
        this.tables = tables;
        cuda = new SimulatedCuda(schedule);
        cuda.setCurrent(cuda.retainPrimaryContext(0));
        byte[] text = (ptx + "\0").getBytes(UTF_8);
        module = cuda.loadModule(ByteBuffer.allocateDirect(text.length).put(0, text));
        stream = cuda.createStream();
        tablesAddress = cuda.allocate(tables.size());
        byte[] bytes = new byte[tables.size()];
        tables.bytes().get(0, bytes);
        cuda.machine().write(tablesAddress, bytes);
    }

    /** The shipped PTX. */
    static String ptx() {
        try (InputStream in = Objects.requireNonNull(LaunchPlan.class.getResourceAsStream(LaunchPlan.PTX))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Queues other steps than those of the plan. */
    KernelRun withSteps(UnaryOperator<List<LaunchPlan.Step>> change) {
        this.change = change;
        return this;
    }

    /** Does not wait for the stream before it reads what was copied. */
    KernelRun withoutSynchronizing() {
        synchronizes = false;
        return this;
    }

    /** Instructions that lanes have executed so far, by kernel. */
    Map<String, Long> executed() {
        return cuda.executed(module);
    }

    Result encode(List<byte[]> segments) {
        int bytes = segments.stream().mapToInt(segment -> segment.length).sum();
        BatchLayout layout = new BatchLayout(bytes, segments.size(), GAP);
        long arena = cuda.allocate(layout.arenaBytes());
        cuda.machine()
                .limit(
                        arena,
                        layout.arrays().stream()
                                .flatMapToLong(array -> LongStream.of(array.offset(), array.offset() + array.bytes()))
                                .toArray());
        writeInput(layout, segments, arena);
        long parameters = cuda.parameters(arena, tablesAddress);
        for (LaunchPlan.Step step : change.apply(
                new ArrayList<>(LaunchPlan.of(tables.kind(), layout).steps()))) {
            if (step instanceof LaunchPlan.Fill fill) {
                cuda.fill(arena + fill.offset(), (byte) 0, fill.bytes(), stream);
            } else if (step instanceof LaunchPlan.Launch launch) {
                long function = functions.computeIfAbsent(launch.kernel(), name -> cuda.function(module, name));
                cuda.launch(function, launch.blocks(), launch.threads(), launch.sharedBytes(), stream, parameters);
            }
        }
        ByteBuffer output = cuda.allocateHost(layout.outputBytes());
        cuda.copyToHost(output, 0, arena + layout.outputOffset(), layout.outputBytes(), stream);
        if (synchronizes) {
            cuda.synchronize(stream);
            cuda.free(arena);
        }
        return result(layout, segments, output);
    }

    private void writeInput(BatchLayout layout, List<byte[]> segments, long arena) {
        ByteBuffer input = cuda.allocateHost(layout.inputBytes());
        layout.writeDescriptor(input);
        int at = 0;
        for (int i = 0; i < segments.size(); i++) {
            input.putInt(layout.segmentsOffset() + 4 * i, at);
            input.put(layout.textOffset() + at, segments.get(i));
            at += segments.get(i).length;
        }
        input.putInt(layout.segmentsOffset() + 4 * segments.size(), at);
        for (BatchLayout.Array array : layout.arrays()) {
            if (array.offset() + array.bytes() <= layout.inputBytes()) {
                cuda.copyToDevice(arena + array.offset(), input, (int) array.offset(), (int) array.bytes(), stream);
            }
        }
    }

    private static Result result(BatchLayout layout, List<byte[]> segments, ByteBuffer output) {
        int overflows = output.getInt(4 * BatchLayout.OVERFLOWS);
        int[][] ids = new int[segments.size()][];
        int end = 0;
        for (int i = 0; i < ids.length; i++) {
            int start = end;
            end += segments.get(i).length;
            if (overflows > 0 && isLeft(output, overflows, start, end)) {
                continue;
            }
            int from = output.getInt(layout.segmentTokensInOutput() + 4 * i);
            int to = output.getInt(layout.segmentTokensInOutput() + 4 * i + 4);
            ids[i] = new int[Math.max(0, to - from)];
            for (int k = from; k < to; k++) {
                ids[i][k - from] = output.getInt(layout.idsInOutput() + 4 * k);
            }
        }
        return new Result(ids, output.getInt(4 * BatchLayout.WORDS), overflows);
    }

    private static boolean isLeft(ByteBuffer output, int overflows, int from, int to) {
        boolean left = overflows > BatchLayout.MOST_OVERFLOWS;
        for (int i = 0; i < Math.min(overflows, BatchLayout.MOST_OVERFLOWS); i++) {
            int place = output.getInt(4 * (BatchLayout.OVERFLOW_PLACES + i));
            left |= place >= from && place < to;
        }
        return left;
    }
}
