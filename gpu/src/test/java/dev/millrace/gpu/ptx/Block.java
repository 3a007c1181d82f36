package dev.millrace.gpu.ptx;

import java.util.ArrayList;
import java.util.List;

/** The threads that share memory and barriers. */
final class Block {
    private final PtxMachine machine;
    private final PtxKernel kernel;
    private final int number;
    private final int blocks;
    private final Memory shared;
    private final List<Warp> warps = new ArrayList<>();
    private long epoch;

    Block(PtxMachine machine, PtxKernel kernel, int number, int blocks, int threads, int sharedBytes) {
        this.machine = machine;
        this.kernel = kernel;
        this.number = number;
        this.blocks = blocks;
        shared = kernel.newShared(sharedBytes);
        epoch = machine.nextEpoch();
        for (int first = 0; first < threads; first += Warp.LANES) {
            warps.add(new Warp(machine, kernel, this, first, threads));
        }
    }

    int number() {
        return number;
    }

    int blocks() {
        return blocks;
    }

    Memory shared() {
        return shared;
    }

    long epoch() {
        return epoch;
    }

    List<Warp> warps() {
        return warps;
    }

    boolean isDone() {
        return warps.stream().allMatch(Warp::isDone);
    }

    /** Called when no warp can run: opens the barrier if all threads are at it, else says what is wrong. */
    void settle() {
        int barrier = -1;
        for (Warp warp : warps) {
            if (warp.waitingAtShuffle() != 0) {
                int lane = Integer.numberOfTrailingZeros(warp.waitingAtShuffle());
                throw fault(PtxFault.Kind.DIVERGENT_SHUFFLE, warp.position(lane), "waits for lanes that never come");
            }
            for (int left = warp.live(); left != 0; left &= left - 1) {
                int position = warp.position(Integer.numberOfTrailingZeros(left));
                if (barrier >= 0 && position != barrier) {
                    throw fault(PtxFault.Kind.DIVERGENT_BARRIER, position, "is not the barrier of other threads");
                }
                barrier = position;
            }
        }
        for (Warp warp : warps) {
            if (warp.isDone() || Integer.bitCount(warp.live()) != warp.threads()) {
                throw fault(PtxFault.Kind.DIVERGENT_BARRIER, barrier, "waits for threads that have exited");
            }
            warp.release();
        }
        epoch = machine.nextEpoch();
    }

    private PtxFault fault(PtxFault.Kind kind, int position, String what) {
        Instruction instruction = kernel.code()[position];
        return new PtxFault(
                kind,
                kernel.name() + ", line " + instruction.line() + " (" + instruction.text() + "): block " + number + " "
                        + what);
    }
}
