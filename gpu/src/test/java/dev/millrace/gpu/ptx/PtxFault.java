package dev.millrace.gpu.ptx;

/** What a kernel must not do, or a PTX text that cannot be run. */
public final class PtxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The kinds of faults. */
    public enum Kind {
        /** The text has an opcode or a form that the interpreter does not know. */
        UNKNOWN_OPCODE,
        /** An address outside all arrays. */
        OUT_OF_BOUNDS,
        /** An address that is no multiple of the access's size. */
        MISALIGNED,
        /** A load of memory that nobody has written. */
        UNINITIALIZED,
        /** Two threads at the same place without a barrier between them, one of them writing. */
        RACE,
        /** Lanes that a shuffle names are not there. */
        DIVERGENT_SHUFFLE,
        /** Threads of a block at different barriers, or gone. */
        DIVERGENT_BARRIER
    }

    private final Kind kind;

    /** A fault; {@code message} says where and what. */
    public PtxFault(Kind kind, String message) {
        super(kind + ": " + message);
        this.kind = kind;
    }

    /** Its kind. */
    public Kind kind() {
        return kind;
    }
}
