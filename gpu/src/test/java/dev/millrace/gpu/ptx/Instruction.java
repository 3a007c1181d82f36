package dev.millrace.gpu.ptx;

/**
 * One instruction, decoded. Registers are numbers of slots in a warp, 32 lanes each; constants are registers too.
 *
 * @param kind what the scheduler must know
 * @param effect what it does to the active lanes; nothing where the kind says all
 * @param predicate register that a branch asks, or -1
 * @param negated whether it branches where that is 0
 * @param target index of the instruction to branch to; for a shuffle, the register of its member mask
 * @param line line of the text, from 1 on
 * @param text the instruction as it is written
 */
record Instruction(Kind kind, Effect effect, int predicate, boolean negated, int target, int line, String text) {

    /** What the scheduler must know. */
    enum Kind {
        COMPUTE,
        BRANCH,
        SHUFFLE,
        BARRIER,
        EXIT
    }

    /** What an instruction does to the active lanes of a warp. */
    interface Effect {
        /** Nothing. */
        Effect NONE = warp -> {};

        void apply(Warp warp);
    }

    void apply(Warp warp) {
        effect.apply(warp);
    }
}
