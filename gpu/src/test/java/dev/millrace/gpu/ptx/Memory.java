package dev.millrace.gpu.ptx;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A stretch of device memory and what is known about it: which bytes belong to no array, which nobody has written, and who
 * touched them last in the present launch.
 *
 * <p>For the last, there are two cells for each {@code 1 << granule} bytes, of writes and of reads:
 *
 * <pre>
 *   epoch 31 | thread of the grid 27 | several readers 1 | bytes 4 | atomic 1
 * </pre>
 *
 * Each block gets a new epoch at its start and at each barrier. Two accesses of different threads are ordered only if they
 * are of one block and of different epochs.
 *
 * <p><b>Thread safety:</b> none.
 */
final class Memory {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte WRITTEN = 1;
    private static final byte OUTSIDE = 2;
    private static final byte POISON = (byte) 0xA5;
    private static final int THREAD_BITS = 10;
    private static final int THREAD_SHIFT = 6;
    private static final int MANY = 1 << 5;
    private static final int ATOMIC = 1;
    private static final long THREADS = (1L << 27) - 1;

    private final String name;
    private final byte[] data;
    private final byte[] state;
    private final int granule;
    private final long[] writes;
    private final long[] reads;

    Memory(String name, int bytes, int granule) {
        this.name = name;
        this.granule = granule;
        data = new byte[bytes];
        state = new byte[bytes];
        Arrays.fill(data, POISON);
        writes = new long[(bytes >> granule) + 8];
        reads = new long[writes.length];
    }

    /** Forgets what was written. */
    void poison() {
        Arrays.fill(data, POISON);
        for (int i = 0; i < state.length; i++) {
            state[i] &= OUTSIDE;
        }
    }

    int size() {
        return data.length;
    }

    /** Says that no array has the bytes from {@code from} to {@code to}. */
    void exclude(int from, int to) {
        Arrays.fill(state, from, to, OUTSIDE);
    }

    /** Says that arrays may be anywhere again. */
    void includeAll() {
        for (int i = 0; i < state.length; i++) {
            state[i] &= WRITTEN;
        }
    }

    /** The bytes, for copies by the host; what it writes it must {@link #markWritten}. */
    byte[] data() {
        return data;
    }

    void markWritten(int from, int to) {
        for (int i = from; i < to; i++) {
            state[i] |= WRITTEN;
        }
    }

    long load(Warp warp, int lane, long offset, int size) {
        int at = check(warp, lane, offset, size);
        if (!isWritten(at, size)) {
            boolean outside = firstWith(at, size, OUTSIDE) >= 0;
            throw warp.fault(
                    outside ? PtxFault.Kind.OUT_OF_BOUNDS : PtxFault.Kind.UNINITIALIZED,
                    lane,
                    "loads " + size + " bytes at " + at + " of " + name);
        }
        note(warp, lane, at, size, false, false);
        return get(at, size);
    }

    void store(Warp warp, int lane, long offset, int size, long value) {
        int at = check(warp, lane, offset, size);
        refuseOutside(warp, lane, at, size);
        note(warp, lane, at, size, true, false);
        put(at, size, value);
    }

    /** Notes an atomic access and returns what was there. */
    long loadAtomic(Warp warp, int lane, long offset, int size) {
        int at = check(warp, lane, offset, size);
        if (!isWritten(at, size)) {
            load(warp, lane, offset, size);
        }
        note(warp, lane, at, size, true, true);
        return get(at, size);
    }

    /** The second half of an atomic access. */
    void storeAtomic(long offset, int size, long value) {
        put((int) offset, size, value);
    }

    private int check(Warp warp, int lane, long offset, int size) {
        if (offset < 0 || offset > data.length - size) {
            throw warp.fault(
                    PtxFault.Kind.OUT_OF_BOUNDS,
                    lane,
                    "accesses " + size + " bytes at " + offset + " of " + name + ", which has " + data.length);
        }
        if ((offset & size - 1) != 0) {
            throw warp.fault(
                    PtxFault.Kind.MISALIGNED, lane, "accesses " + size + " bytes at " + offset + " of " + name);
        }
        return (int) offset;
    }

    private boolean isWritten(int at, int size) {
        return switch (size) {
            case 1 -> state[at] == WRITTEN;
            case 2 -> (short) SHORTS.get(state, at) == 0x0101;
            case 4 -> (int) INTS.get(state, at) == 0x01010101;
            default -> (long) LONGS.get(state, at) == 0x0101010101010101L;
        };
    }

    private void refuseOutside(Warp warp, int lane, int at, int size) {
        if (!isWritten(at, size) && firstWith(at, size, OUTSIDE) >= 0) {
            throw warp.fault(PtxFault.Kind.OUT_OF_BOUNDS, lane, "stores " + size + " bytes at " + at + " of " + name);
        }
    }

    private int firstWith(int at, int size, byte flag) {
        for (int i = at; i < at + size; i++) {
            if ((state[i] & flag) != 0) {
                return i;
            }
        }
        return -1;
    }

    private long get(int at, int size) {
        return switch (size) {
            case 1 -> data[at] & 0xffL;
            case 2 -> (short) SHORTS.get(data, at) & 0xffffL;
            case 4 -> (int) INTS.get(data, at) & 0xffffffffL;
            default -> (long) LONGS.get(data, at);
        };
    }

    private void put(int at, int size, long value) {
        switch (size) {
            case 1 -> {
                data[at] = (byte) value;
                state[at] = WRITTEN;
            }
            case 2 -> {
                SHORTS.set(data, at, (short) value);
                SHORTS.set(state, at, (short) 0x0101);
            }
            case 4 -> {
                INTS.set(data, at, (int) value);
                INTS.set(state, at, 0x01010101);
            }
            default -> {
                LONGS.set(data, at, value);
                LONGS.set(state, at, 0x0101010101010101L);
            }
        }
    }

    private void note(Warp warp, int lane, int at, int size, boolean write, boolean atomic) {
        int cell = at >> granule;
        int last = at + size - 1 >> granule;
        int bytes = cell == last ? (1 << size) - 1 << (at & (1 << granule) - 1) : (1 << (1 << granule)) - 1;
        long thread = warp.threadOfGrid(lane);
        long mine = warp.epoch() << 33 | thread << THREAD_SHIFT | (long) bytes << 1 | (atomic ? ATOMIC : 0);
        for (; cell <= last; cell++) {
            if (conflicts(writes[cell], mine, warp.firstEpoch())) {
                throw race(warp, lane, at, size, write ? "writes" : "reads", writes[cell], "wrote");
            }
            if (!write) {
                reads[cell] = withReader(reads[cell], mine, warp.firstEpoch());
                continue;
            }
            if (conflicts(reads[cell], mine, warp.firstEpoch())) {
                throw race(warp, lane, at, size, "writes", reads[cell], "read");
            }
            long before = writes[cell];
            boolean same = (before ^ mine) >>> THREAD_SHIFT == 0;
            writes[cell] = same ? mine | before & 0x1e : mine;
        }
    }

    /** Whether an earlier access conflicts with one now, if at least one of them writes. */
    private static boolean conflicts(long before, long now, long firstEpoch) {
        long epoch = before >>> 33;
        if (epoch < firstEpoch || (before & now & 0x1e) == 0 || (before & now & ATOMIC) != 0) {
            return false;
        }
        long thread = before >>> THREAD_SHIFT & THREADS;
        long mine = now >>> THREAD_SHIFT & THREADS;
        if (thread == mine && (before & MANY) == 0) {
            return false;
        }
        return thread == THREADS || thread >>> THREAD_BITS != mine >>> THREAD_BITS || epoch == now >>> 33;
    }

    private static long withReader(long before, long now, long firstEpoch) {
        if (before >>> 33 < firstEpoch || (before ^ now) >>> THREAD_SHIFT == 0) {
            return before >>> 33 < firstEpoch ? now : before | now;
        }
        long thread = before >>> THREAD_SHIFT & THREADS;
        long mine = now >>> THREAD_SHIFT & THREADS;
        if (thread == THREADS || thread >>> THREAD_BITS != mine >>> THREAD_BITS) {
            // Readers of several blocks: any write of this launch conflicts.
            return now | THREADS << THREAD_SHIFT | MANY | before & 0x1e;
        }
        return before >>> 33 == now >>> 33 ? now | MANY | before & 0x1e : now;
    }

    private PtxFault race(Warp warp, int lane, int at, int size, String does, long other, String did) {
        long thread = other >>> THREAD_SHIFT & THREADS;
        String who = thread == THREADS
                ? "threads of several blocks"
                : "thread " + (thread & (1 << THREAD_BITS) - 1) + " of block " + (thread >>> THREAD_BITS);
        return warp.fault(
                PtxFault.Kind.RACE,
                lane,
                does + " " + size + " bytes at " + at + " of " + name + ", where " + who + " " + did
                        + " with no barrier between");
    }
}
