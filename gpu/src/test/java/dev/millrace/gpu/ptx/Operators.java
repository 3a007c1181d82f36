package dev.millrace.gpu.ptx;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The arithmetic of opcodes; null for those that are not known. */
final class Operators {
    /** An operator of three operands. */
    interface Ternary {
        long apply(long a, long b, long c);
    }

    private Operators() {}

    static @Nullable LongUnaryOperator unary(String opcode, String[] parts, String type) {
        LongUnaryOperator read = type.equals("pred") ? x -> x & 1 : Effects.reader(type);
        if (read == null) {
            return null;
        }
        return switch (opcode) {
            case "mov.u32", "mov.u64", "mov.u16", "mov.b32", "mov.b64", "mov.pred", "cvta.to.global.u64" -> read;
            case "not.b16", "not.b32", "not.b64", "not.pred" -> x -> ~x;
            case "neg.s16", "neg.s32", "neg.s64" -> x -> -x;
            case "popc.b32" -> x -> Integer.bitCount((int) x);
            case "clz.b32" -> x -> Integer.numberOfLeadingZeros((int) x);
            case "brev.b32" -> x -> Integer.reverse((int) x);
            case "bfind.shiftamt.u32" -> x -> (int) x == 0 ? -1 : Integer.numberOfLeadingZeros((int) x);
            default -> parts[0].equals("cvt") && parts.length == 3 ? conversion(parts[1], read) : null;
        };
    }

    private static @Nullable LongUnaryOperator conversion(String to, LongUnaryOperator read) {
        LongUnaryOperator write = Effects.reader(to);
        return write == null ? null : x -> write.applyAsLong(read.applyAsLong(x));
    }

    static @Nullable LongBinaryOperator binary(String opcode, String[] parts, String type) {
        LongUnaryOperator read = Effects.reader(type);
        switch (opcode) {
            case "and.pred" -> {
                return (a, b) -> a & b;
            }
            case "or.pred" -> {
                return (a, b) -> a | b;
            }
            case "xor.pred" -> {
                return (a, b) -> a ^ b;
            }
            default -> {
                if (read == null) {
                    return null;
                }
            }
        }
        if (parts[0].equals("setp") && parts.length == 3) {
            return comparison(parts[1], type, read);
        }
        if (parts.length == 3 && parts[0].equals("mul")) {
            return switch (parts[1]) {
                case "lo" -> (a, b) -> a * b;
                case "wide" -> (a, b) -> read.applyAsLong(a) * read.applyAsLong(b);
                default -> null;
            };
        }
        return parts.length == 2 ? simple(parts[0], type, read) : null;
    }

    private static @Nullable LongBinaryOperator simple(String name, String type, LongUnaryOperator read) {
        boolean signed = type.startsWith("s");
        int bits = 8 * Effects.sizeOf(type);
        return switch (name) {
            case "add" -> (a, b) -> a + b;
            case "sub" -> (a, b) -> a - b;
            case "and" -> (a, b) -> a & b;
            case "or" -> (a, b) -> a | b;
            case "xor" -> (a, b) -> a ^ b;
            // Counts are 32 bits and not taken modulo the width.
            case "shl" -> (a, b) -> (b & 0xffffffffL) >= bits ? 0 : a << b;
            case "shr" ->
                signed
                        ? (a, b) -> read.applyAsLong(a) >> Math.min(b & 0xffffffffL, bits - 1)
                        : (a, b) -> (b & 0xffffffffL) >= bits ? 0 : read.applyAsLong(a) >>> b;
            case "min" ->
                signed
                        ? (a, b) -> Math.min(read.applyAsLong(a), read.applyAsLong(b))
                        : (a, b) -> Long.compareUnsigned(read.applyAsLong(a), read.applyAsLong(b)) <= 0 ? a : b;
            case "max" ->
                signed
                        ? (a, b) -> Math.max(read.applyAsLong(a), read.applyAsLong(b))
                        : (a, b) -> Long.compareUnsigned(read.applyAsLong(a), read.applyAsLong(b)) >= 0 ? a : b;
            default -> null;
        };
    }

    private static @Nullable LongBinaryOperator comparison(String relation, String type, LongUnaryOperator read) {
        boolean signed = type.startsWith("s");
        // Unsigned values of up to 32 bits compare as signed 64-bit ones; of 64 bits, with the top bit flipped.
        long flip = signed || !type.endsWith("64") ? 0 : Long.MIN_VALUE;
        return switch (relation) {
            case "eq" -> (a, b) -> read.applyAsLong(a) == read.applyAsLong(b) ? 1 : 0;
            case "ne" -> (a, b) -> read.applyAsLong(a) != read.applyAsLong(b) ? 1 : 0;
            case "lt", "lo" -> (a, b) -> (read.applyAsLong(a) ^ flip) < (read.applyAsLong(b) ^ flip) ? 1 : 0;
            case "le", "ls" -> (a, b) -> (read.applyAsLong(a) ^ flip) <= (read.applyAsLong(b) ^ flip) ? 1 : 0;
            case "gt", "hi" -> (a, b) -> (read.applyAsLong(a) ^ flip) > (read.applyAsLong(b) ^ flip) ? 1 : 0;
            case "ge", "hs" -> (a, b) -> (read.applyAsLong(a) ^ flip) >= (read.applyAsLong(b) ^ flip) ? 1 : 0;
            default -> null;
        };
    }

    static @Nullable Ternary ternary(String opcode) {
        return switch (opcode) {
            case "selp.b16", "selp.b32", "selp.b64", "selp.u16", "selp.u32", "selp.u64", "selp.s32" ->
                (a, b, p) -> p != 0 ? a : b;
            case "mad.lo.s32", "mad.lo.u32", "mad.lo.s64" -> (a, b, c) -> a * b + c;
            case "mad.wide.u32" -> (a, b, c) -> (a & 0xffffffffL) * (b & 0xffffffffL) + c;
            case "shf.r.wrap.b32" -> (low, high, n) -> (high << 32 | low & 0xffffffffL) >>> (n & 31);
            case "shf.l.wrap.b32" -> (low, high, n) -> (high << 32 | low & 0xffffffffL) << (n & 31) >>> 32;
            case "prmt.b32" -> Operators::permute;
            default -> null;
        };
    }

    /** Four bytes of the eight of b and a, each chosen by four bits, of which the highest copies the sign. */
    private static long permute(long a, long b, long selectors) {
        long all = b << 32 | a & 0xffffffffL;
        long result = 0;
        for (int i = 0; i < 4; i++) {
            int selector = (int) (selectors >>> 4 * i) & 15;
            byte chosen = (byte) (all >>> 8 * (selector & 7));
            result |= ((selector & 8) == 0 ? chosen & 0xffL : chosen < 0 ? 0xffL : 0) << 8 * i;
        }
        return result;
    }
}
