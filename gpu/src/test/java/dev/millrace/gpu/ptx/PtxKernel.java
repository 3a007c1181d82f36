package dev.millrace.gpu.ptx;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A kernel that can be launched.
 *
 * <p><b>Thread safety:</b> none.
 */
final class PtxKernel {
    private final String name;
    private final Instruction[] code;
    private final int parameters;
    private final int registers;
    /** Values of the registers from {@code registers - constants.length} on. */
    private final long[] constants;
    /** Where each static array in shared memory ends; the next one begins at the following multiple of 16, after a gap. */
    private final int[] staticShared;

    private final Deque<long[]> free = new ArrayDeque<>();
    private long executed;

    PtxKernel(
            String name,
            List<Instruction> code,
            int parameters,
            int registers,
            List<Long> constants,
            List<Integer> staticShared) {
        this.name = name;
        this.code = code.toArray(Instruction[]::new);
        this.parameters = parameters;
        this.registers = registers;
        this.constants = constants.stream().mapToLong(Long::longValue).toArray();
        this.staticShared = staticShared.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Where the arrays in shared memory begin: the static ones, then the dynamic one. */
    static int sharedAfter(int end) {
        return end + 31 & -16;
    }

    String name() {
        return name;
    }

    Instruction[] code() {
        return code;
    }

    int parameters() {
        return parameters;
    }

    /** Instructions that lanes have executed so far. */
    long executed() {
        return executed;
    }

    void count(long instructions) {
        executed += instructions;
    }

    /** Shared memory of a block: nothing may touch what lies between its arrays. */
    Memory newShared(int dynamicBytes) {
        int dynamic = staticShared.length == 0 ? 0 : sharedAfter(staticShared[staticShared.length - 1]);
        Memory shared = new Memory("shared memory", dynamic + dynamicBytes, 1);
        for (int i = 0; i < staticShared.length; i++) {
            int next = i + 1 < staticShared.length ? sharedAfter(staticShared[i]) : dynamic;
            shared.exclude(staticShared[i], next);
        }
        return shared;
    }

    /** Registers for a warp, the constants in place. */
    long[] takeRegisters() {
        long[] taken = free.poll();
        if (taken == null) {
            taken = new long[32 * registers];
            for (int i = 0; i < constants.length; i++) {
                int at = 32 * (registers - constants.length + i);
                Arrays.fill(taken, at, at + 32, constants[i]);
            }
        }
        return taken;
    }

    void giveBack(long[] taken) {
        free.push(taken);
    }
}
