package dev.millrace.gpu.ptx;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What instructions do. Registers hold their bits zero-extended to 64; an opcode's type says how to read them. Whatever is
 * not known here is null, which fails the test that met it.
 */
final class Effects {
    private static final int LANES = Warp.LANES;

    private Effects() {}

    static Instruction.Effect parameter(int to, int number) {
        return warp -> {
            long value = warp.parameter(number);
            for (int k = 0; k < warp.active; k++) {
                warp.registers[to * LANES + warp.lanes[k]] = value;
            }
        };
    }

    static Instruction.@Nullable Effect load(String opcode, int[] to, int[] bits, int base, long offset) {
        String[] parts = opcode.split("\\.", -1);
        boolean isShared = parts[1].equals("shared");
        String type = parts[parts.length - 1];
        boolean vector = parts.length == 4 && parts[2].equals("v4") && to.length == 4;
        if (!isShared && !parts[1].equals("global") || !(vector || parts.length == 3 && to.length == 1)) {
            return null;
        }
        LongUnaryOperator read = reader(type);
        int size = sizeOf(type);
        if (read == null) {
            return null;
        }
        long mask = maskOf(bits[0]);
        return warp -> {
            long[] r = warp.registers;
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                long address = r[base * LANES + lane] + offset;
                Memory memory = isShared ? warp.block().shared() : warp.global(lane, address);
                for (int i = 0; i < to.length; i++) {
                    long place = (isShared ? address : address & 0xffffffffL) + (long) i * size;
                    r[to[i] * LANES + lane] = read.applyAsLong(memory.load(warp, lane, place, size)) & mask;
                }
            }
        };
    }

    static Instruction.@Nullable Effect store(String opcode, int base, long offset, int from) {
        String[] parts = opcode.split("\\.", -1);
        boolean isShared = parts[1].equals("shared");
        if (parts.length != 3 || !isShared && !parts[1].equals("global") || reader(parts[2]) == null) {
            return null;
        }
        int size = sizeOf(parts[2]);
        return warp -> {
            long[] r = warp.registers;
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                long address = r[base * LANES + lane] + offset;
                long value = r[from * LANES + lane];
                if (isShared) {
                    warp.block().shared().store(warp, lane, address, size, value);
                } else {
                    warp.global(lane, address).store(warp, lane, address & 0xffffffffL, size, value);
                }
            }
        };
    }

    static Instruction.@Nullable Effect atomic(String opcode, int to, int base, long offset, int a, int b) {
        String[] parts = opcode.split("\\.", -1);
        if (parts.length != 4 || !parts[1].equals("global") || reader(parts[3]) == null) {
            return null;
        }
        int size = sizeOf(parts[3]);
        Operators.Ternary update = switch (parts[2]) {
            case "cas" -> (old, x, y) -> old == x ? y : old;
            case "or" -> (old, x, y) -> old | x;
            case "add" -> (old, x, y) -> old + x;
            case "exch" -> (old, x, y) -> x;
            case "min" -> (old, x, y) -> Long.compareUnsigned(old, x) <= 0 ? old : x;
            case "max" -> (old, x, y) -> Long.compareUnsigned(old, x) >= 0 ? old : x;
            default -> null;
        };
        if (update == null || parts[3].startsWith("s")) {
            return null;
        }
        return warp -> {
            long[] r = warp.registers;
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                long address = r[base * LANES + lane] + offset;
                long place = address & 0xffffffffL;
                Memory memory = warp.global(lane, address);
                long old = memory.loadAtomic(warp, lane, place, size);
                long third = b < 0 ? 0 : r[b * LANES + lane];
                memory.storeAtomic(place, size, update.apply(old, r[a * LANES + lane], third));
                r[to * LANES + lane] = old;
            }
        };
    }

    /** All lanes read before any is written. {@code bounds} has the clamp in bits 0 to 4 and the segments in 8 to 12. */
    static Instruction.@Nullable Effect shuffle(String opcode, int to, int valid, int from, int lanes, int bounds) {
        String[] parts = opcode.split("\\.", -1);
        String mode = parts[2];
        if (parts.length != 4 || !parts[3].equals("b32") || !mode.matches("up|down|bfly|idx")) {
            return null;
        }
        return warp -> {
            long[] r = warp.registers;
            long[] values = new long[LANES];
            int present = 0;
            for (int k = 0; k < warp.active; k++) {
                values[warp.lanes[k]] = r[from * LANES + warp.lanes[k]];
                present |= 1 << warp.lanes[k];
            }
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                int source = source(mode, lane, (int) r[lanes * LANES + lane] & 31, (int) r[bounds * LANES + lane]);
                boolean inside = source >= 0;
                source = inside ? source : lane;
                if ((present >>> source & 1) == 0) {
                    throw warp.fault(
                            PtxFault.Kind.DIVERGENT_SHUFFLE, lane, "reads lane " + source + ", which takes no part");
                }
                r[to * LANES + lane] = values[source];
                if (valid >= 0) {
                    r[valid * LANES + lane] = inside ? 1 : 0;
                }
            }
        };
    }

    /** The lane that a shuffle reads, or -1 if it is outside of its segment. */
    private static int source(String mode, int lane, int distance, int bounds) {
        int segment = bounds >> 8 & 31;
        int limit = lane & segment | bounds & 31 & ~segment;
        int source = switch (mode) {
            case "up" -> lane - distance;
            case "down" -> lane + distance;
            case "bfly" -> lane ^ distance;
            default -> lane & segment | distance & ~segment;
        };
        boolean inside = mode.equals("up") ? source >= limit : source <= limit;
        return inside ? source : -1;
    }

    static Instruction.@Nullable Effect arithmetic(String opcode, int to, int bits, int[] from) {
        String[] parts = opcode.split("\\.", -1);
        String type = parts[parts.length - 1];
        if (from.length == 4) {
            return opcode.equals("bfi.b64") || opcode.equals("bfi.b32") ? insert(to, bits, from) : null;
        }
        if (from.length == 3) {
            Operators.Ternary operator = Operators.ternary(opcode);
            return operator == null ? null : ternary(to, bits, from, operator);
        }
        return from.length == 2
                ? binary(to, bits, from[0], from[1], Operators.binary(opcode, parts, type))
                : unary(to, bits, from[0], Operators.unary(opcode, parts, type));
    }

    private static Instruction.@Nullable Effect unary(int to, int bits, int a, @Nullable LongUnaryOperator f) {
        long mask = maskOf(bits);
        return f == null
                ? null
                : warp -> {
                    long[] r = warp.registers;
                    for (int k = 0; k < warp.active; k++) {
                        int lane = warp.lanes[k];
                        r[to * LANES + lane] = f.applyAsLong(r[a * LANES + lane]) & mask;
                    }
                };
    }

    private static Instruction.@Nullable Effect binary(int to, int bits, int a, int b, @Nullable LongBinaryOperator f) {
        long mask = maskOf(bits);
        return f == null
                ? null
                : warp -> {
                    long[] r = warp.registers;
                    for (int k = 0; k < warp.active; k++) {
                        int lane = warp.lanes[k];
                        r[to * LANES + lane] = f.applyAsLong(r[a * LANES + lane], r[b * LANES + lane]) & mask;
                    }
                };
    }

    private static Instruction.Effect ternary(int to, int bits, int[] from, Operators.Ternary f) {
        long mask = maskOf(bits);
        return warp -> {
            long[] r = warp.registers;
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                r[to * LANES + lane] =
                        f.apply(r[from[0] * LANES + lane], r[from[1] * LANES + lane], r[from[2] * LANES + lane]) & mask;
            }
        };
    }

    /** Bit field insert: the low bits of the first operand into the second, at a position, so many. */
    private static Instruction.Effect insert(int to, int bits, int[] from) {
        long mask = maskOf(bits);
        return warp -> {
            long[] r = warp.registers;
            for (int k = 0; k < warp.active; k++) {
                int lane = warp.lanes[k];
                int position = (int) r[from[2] * LANES + lane] & 255;
                int length = (int) r[from[3] * LANES + lane] & 255;
                long field = position >= bits ? 0 : maskOf(Math.min(64, length)) << position;
                long base = r[from[1] * LANES + lane];
                r[to * LANES + lane] = (base & ~field | r[from[0] * LANES + lane] << position & field) & mask;
            }
        };
    }

    static long maskOf(int bits) {
        return bits == 64 ? -1 : (1L << bits) - 1;
    }

    static int sizeOf(String type) {
        return Integer.parseInt(type.substring(1)) / 8;
    }

    /** How a type reads the bits of a register, or null if there is no such type here. */
    static @Nullable LongUnaryOperator reader(String type) {
        return switch (type) {
            case "u8", "b8" -> x -> x & 0xff;
            case "s8" -> x -> (byte) x;
            case "u16", "b16" -> x -> x & 0xffff;
            case "s16" -> x -> (short) x;
            case "u32", "b32" -> x -> x & 0xffffffffL;
            case "s32" -> x -> (int) x;
            case "u64", "b64", "s64" -> x -> x;
            default -> null;
        };
    }
}
