package dev.millrace.gpu.ptx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Device memory, and launches on it. Several blocks are resident at a time, and their warps take turns as a seed says.
 *
 * <p><b>Thread safety:</b> none.
 */
public final class PtxMachine {
    private static final int ADDRESS_BITS = 32;

    private final List<@Nullable Memory> allocations = new ArrayList<>();
    private final Random random;
    private final Schedule schedule;
    private long[] parameters = {};
    private long epoch = 1;
    private long firstEpoch;

    /**
     * How warps take turns.
     *
     * @param seed what the order of blocks and turns depends on
     * @param residentBlocks blocks whose warps are mixed
     * @param quantum most instructions of a turn
     */
    public record Schedule(long seed, int residentBlocks, int quantum) {
        /** Long turns, in which more gets done. */
        public static final Schedule QUICK = new Schedule(1, 2, 4096);
    }

    /** An empty machine. */
    public PtxMachine(Schedule schedule) {
        this.schedule = schedule;
        random = new Random(schedule.seed());
    }

    /** Allocates memory, which holds no known values, and returns its address. */
    public long allocate(long bytes) {
        allocations.add(new Memory("allocation " + allocations.size(), Math.toIntExact(bytes), 2));
        return (long) allocations.size() << ADDRESS_BITS;
    }

    /** Frees what {@link #allocate} returned. */
    public void free(long address) {
        existing(address);
        allocations.set(number(address), null);
    }

    /** Says which bytes of an allocation belong to an array: {@code ranges} are pairs of from and to, ascending. */
    public void limit(long address, long... ranges) {
        Memory memory = existing(address);
        memory.includeAll();
        int end = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            memory.exclude(end, (int) ranges[i]);
            end = (int) ranges[i + 1];
        }
        memory.exclude(end, memory.size());
    }

    /** Forgets what an allocation holds. */
    public void poison(long address) {
        existing(address).poison();
    }

    /** Writes to memory, as the host. */
    public void write(long address, byte[] bytes) {
        Memory memory = existing(address);
        int at = range(memory, address, bytes.length);
        System.arraycopy(bytes, 0, memory.data(), at, bytes.length);
        memory.markWritten(at, at + bytes.length);
    }

    /** Reads memory, as the host; what nobody has written reads as anything. */
    public byte[] read(long address, int bytes) {
        Memory memory = existing(address);
        byte[] copy = new byte[bytes];
        System.arraycopy(memory.data(), range(memory, address, bytes), copy, 0, bytes);
        return copy;
    }

    private static int range(Memory memory, long address, int bytes) {
        int at = (int) address;
        if (at < 0 || at > memory.size() - bytes) {
            throw new PtxFault(
                    PtxFault.Kind.OUT_OF_BOUNDS,
                    "the host copies " + bytes + " bytes at " + at + " of an allocation of " + memory.size());
        }
        return at;
    }

    private Memory existing(long address) {
        Memory memory = memory(address);
        if (memory == null) {
            throw new PtxFault(PtxFault.Kind.OUT_OF_BOUNDS, "no allocation is at " + Long.toHexString(address));
        }
        return memory;
    }

    private static int number(long address) {
        return (int) (address >>> ADDRESS_BITS) - 1;
    }

    @Nullable
    Memory memory(long address) {
        int number = number(address);
        return number < 0 || number >= allocations.size() ? null : allocations.get(number);
    }

    long parameter(int number) {
        return parameters[number];
    }

    long nextEpoch() {
        return ++epoch;
    }

    long firstEpoch() {
        return firstEpoch;
    }

    /** Runs a kernel to its end. */
    public void launch(PtxModule module, String name, int blocks, int threads, int sharedBytes, long... values) {
        PtxKernel kernel = module.kernel(name);
        if (values.length != kernel.parameters()) {
            throw new PtxFault(
                    PtxFault.Kind.UNKNOWN_OPCODE,
                    name + " has " + kernel.parameters() + " parameters, but got " + values.length);
        }
        parameters = values;
        firstEpoch = nextEpoch();
        List<Integer> order = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            order.add(block);
        }
        Collections.shuffle(order, random);
        List<Block> resident = new ArrayList<>();
        int started = 0;
        while (started < blocks || !resident.isEmpty()) {
            while (started < blocks && resident.size() < schedule.residentBlocks()) {
                resident.add(new Block(this, kernel, order.get(started++), blocks, threads, sharedBytes));
            }
            Block block = resident.get(random.nextInt(resident.size()));
            if (turn(block)) {
                block.warps().forEach(Warp::retire);
                resident.remove(block);
            }
        }
    }

    /** Lets one warp of a block run; returns whether the block is done. */
    private boolean turn(Block block) {
        List<Warp> warps = block.warps();
        int first = random.nextInt(warps.size());
        for (int i = 0; i < warps.size(); i++) {
            Warp warp = warps.get((first + i) % warps.size());
            if (warp.canRun()) {
                warp.run(1 + random.nextInt(schedule.quantum()));
                return false;
            }
        }
        if (block.isDone()) {
            return true;
        }
        block.settle();
        return false;
    }

    /** Instructions that lanes have executed so far, by kernel. */
    public static Map<String, Long> executed(PtxModule module) {
        Map<String, Long> executed = new LinkedHashMap<>();
        module.kernels().forEach(kernel -> executed.put(kernel.name(), kernel.executed()));
        return executed;
    }
}
