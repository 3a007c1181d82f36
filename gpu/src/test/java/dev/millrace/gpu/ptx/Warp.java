package dev.millrace.gpu.ptx;

/**
 * 32 threads of a block. Lanes at the same instruction execute together, those furthest behind first; so they meet again
 * after a branch where they can.
 */
final class Warp {
    static final int LANES = 32;
    /** Special registers come first. */
    static final int TID = 0;

    static final int NTID = 1;
    static final int CTAID = 2;
    static final int NCTAID = 3;
    static final int LANEID = 4;
    static final int SPECIALS = 5;

    private static final int APART = -1;

    final long[] registers;
    /** The active lanes: their number and which they are. */
    int active;

    final int[] lanes = new int[LANES];

    private final PtxMachine machine;
    private final PtxKernel kernel;
    private final Block block;
    private final int firstThread;
    private final int count;
    private final int[] at = new int[LANES];
    private int mask;
    /** Lanes that have not exited, that wait at a shuffle for others, that wait at a barrier. */
    private int live;

    private int atShuffle;
    private int atBarrier;
    private int current;
    private long executed;

    Warp(PtxMachine machine, PtxKernel kernel, Block block, int firstThread, int threads) {
        this.machine = machine;
        this.kernel = kernel;
        this.block = block;
        this.firstThread = firstThread;
        registers = kernel.takeRegisters();
        count = Math.min(LANES, threads - firstThread);
        live = count == LANES ? -1 : (1 << count) - 1;
        for (int lane = 0; lane < LANES; lane++) {
            registers[TID * LANES + lane] = (long) firstThread + lane;
            registers[NTID * LANES + lane] = threads;
            registers[CTAID * LANES + lane] = block.number();
            registers[NCTAID * LANES + lane] = block.blocks();
            registers[LANEID * LANES + lane] = lane;
        }
    }

    Block block() {
        return block;
    }

    long parameter(int number) {
        return machine.parameter(number);
    }

    Memory global(int lane, long address) {
        Memory memory = machine.memory(address);
        if (memory == null) {
            throw fault(PtxFault.Kind.OUT_OF_BOUNDS, lane, "accesses address " + Long.toHexString(address));
        }
        return memory;
    }

    long epoch() {
        return block.epoch();
    }

    long firstEpoch() {
        return machine.firstEpoch();
    }

    long threadOfGrid(int lane) {
        return (long) block.number() << 10 | firstThread + lane;
    }

    boolean isDone() {
        return live == 0;
    }

    boolean canRun() {
        return (live & ~atShuffle & ~atBarrier) != 0;
    }

    /** Number of threads it began with. */
    int threads() {
        return count;
    }

    int live() {
        return live;
    }

    int waitingAtBarrier() {
        return atBarrier;
    }

    int waitingAtShuffle() {
        return atShuffle;
    }

    /** The instruction at which a lane waits. */
    int position(int lane) {
        return at[lane];
    }

    /** Lets the lanes that wait at the barrier go on. */
    void release() {
        for (int lane = 0; lane < LANES; lane++) {
            if ((atBarrier >>> lane & 1) != 0) {
                at[lane]++;
            }
        }
        atBarrier = 0;
    }

    PtxFault fault(PtxFault.Kind kind, int lane, String what) {
        Instruction instruction = kernel.code()[current];
        return new PtxFault(
                kind,
                kernel.name() + ", line " + instruction.line() + " (" + instruction.text() + "): thread "
                        + (firstThread + lane) + " of block " + block.number() + " " + what);
    }

    /** Executes about {@code quantum} instructions, fewer if all lanes wait or have exited. */
    void run(int quantum) {
        Instruction[] code = kernel.code();
        executed = 0;
        int left = quantum;
        while (left > 0 && canRun()) {
            int others = select();
            int pc = current;
            while (pc != APART && pc < others && left-- > 0) {
                current = pc;
                pc = execute(code[pc], pc);
            }
            if (pc != APART) {
                put(mask, pc);
            }
        }
        kernel.count(executed);
    }

    /** Executes an instruction; returns where the active lanes are then, or {@link #APART} if that is written in them. */
    private int execute(Instruction instruction, int pc) {
        switch (instruction.kind()) {
            case COMPUTE -> {
                executed += active;
                instruction.apply(this);
                return pc + 1;
            }
            case BRANCH -> {
                executed += active;
                return branch(instruction, pc);
            }
            case SHUFFLE -> {
                put(mask, pc);
                executed += shuffle(instruction, pc);
            }
            case BARRIER -> {
                executed += active;
                atBarrier |= mask;
                put(mask, pc);
            }
            case EXIT -> {
                executed += active;
                live &= ~mask;
            }
        }
        return APART;
    }

    private int branch(Instruction instruction, int pc) {
        int taken = taken(instruction);
        if (taken == mask) {
            return instruction.target();
        }
        if (taken == 0) {
            return pc + 1;
        }
        put(mask & ~taken, pc + 1);
        put(taken, instruction.target());
        return APART;
    }

    /** Makes the lanes furthest behind the active ones; returns where the next ones are. */
    private int select() {
        int runnable = live & ~atShuffle & ~atBarrier;
        int least = Integer.MAX_VALUE;
        for (int left = runnable; left != 0; left &= left - 1) {
            least = Math.min(least, at[Integer.numberOfTrailingZeros(left)]);
        }
        int others = Integer.MAX_VALUE;
        int chosen = 0;
        for (int left = runnable; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            if (at[lane] == least) {
                chosen |= 1 << lane;
            } else {
                others = Math.min(others, at[lane]);
            }
        }
        current = least;
        activate(chosen);
        return others;
    }

    private void activate(int chosen) {
        mask = chosen;
        active = 0;
        for (int left = chosen; left != 0; left &= left - 1) {
            lanes[active++] = Integer.numberOfTrailingZeros(left);
        }
    }

    private void put(int which, int pc) {
        for (int left = which; left != 0; left &= left - 1) {
            at[Integer.numberOfTrailingZeros(left)] = pc;
        }
    }

    private int taken(Instruction branch) {
        if (branch.predicate() < 0) {
            return mask;
        }
        long skip = branch.negated() ? 1 : 0;
        int base = branch.predicate() * LANES;
        int taken = 0;
        for (int k = 0; k < active; k++) {
            int lane = lanes[k];
            if (registers[base + lane] != skip) {
                taken |= 1 << lane;
            }
        }
        return taken;
    }

    /**
     * Executes a shuffle for the sets of lanes that have all come; the others wait. Returns the number of lanes that
     * executed.
     */
    private int shuffle(Instruction instruction, int pc) {
        int here = 0;
        for (int left = live & ~atBarrier; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            here |= at[lane] == pc && ((mask | atShuffle) >>> lane & 1) != 0 ? 1 << lane : 0;
        }
        int count = 0;
        for (int left = here; left != 0; ) {
            int lane = Integer.numberOfTrailingZeros(left);
            int members = (int) registers[instruction.target() * LANES + lane];
            if ((members >>> lane & 1) == 0) {
                throw fault(PtxFault.Kind.DIVERGENT_SHUFFLE, lane, "is not in its own member mask");
            }
            if ((members & ~live) != 0) {
                throw fault(PtxFault.Kind.DIVERGENT_SHUFFLE, lane, "waits for lanes that have exited");
            }
            left &= ~members;
            if ((members & ~here) == 0) {
                refuseOtherMasks(instruction, members);
                activate(members);
                instruction.apply(this);
                count += active;
                put(members, pc + 1);
                atShuffle &= ~members;
            } else {
                atShuffle |= members & here;
            }
        }
        return count;
    }

    private void refuseOtherMasks(Instruction instruction, int members) {
        for (int left = members; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            if ((int) registers[instruction.target() * LANES + lane] != members) {
                throw fault(PtxFault.Kind.DIVERGENT_SHUFFLE, lane, "names other members than the lanes it names");
            }
        }
    }

    /** Gives the registers back. */
    void retire() {
        kernel.giveBack(registers);
    }
}
