package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.binary.BinaryFormat.Kind;

/**
 * Reads headers. Sources: the System V ABI (ELF), the PE format of Microsoft, {@code mach/machine.h} and {@code
 * mach-o/fat.h}, the specifications of DEX, WebAssembly, class files and of each archive. Reads past the end give 0.
 */
final class MagicNumbers {
    /** A fat Mach-O has few parts; a class file has a version of at least 45 in the same place. */
    private static final int MOST_FAT_PARTS = 40;

    private final byte[] text;
    private final int from;
    private final int to;

    MagicNumbers(byte[] text, int from, int to) {
        this.text = text;
        this.from = from;
        this.to = to;
    }

    BinaryFormat format() {
        int magic = big32(0);
        return switch (magic) {
            case 0x7F454C46 -> elf();
            case 0xFEEDFACE, 0xFEEDFACF -> machO(big32(4));
            case 0xCEFAEDFE, 0xCFFAEDFE -> machO(little32(4));
            case 0xCAFEBABE -> fatOrClass();
            case 0xCAFEBABF -> new BinaryFormat(Kind.MACH_O, "universal");
            case 0x6465780A -> new BinaryFormat(Kind.DEX, "");
            case 0x0061736D -> new BinaryFormat(Kind.WASM, "");
            case 0x504B0304, 0x504B0506 -> new BinaryFormat(Kind.ZIP, "");
            case 0x28B52FFD -> new BinaryFormat(Kind.ZSTD, "");
            default -> shortMagic(magic);
        };
    }

    private BinaryFormat shortMagic(int magic) {
        if (magic >>> 16 == 0x4D5A) {
            return pe();
        }
        if (matches(0, "!<arch>\n") || matches(0, "!<thin>\n")) {
            return new BinaryFormat(Kind.AR, "");
        }
        if (magic >>> 8 == 0x1F8B08) {
            return new BinaryFormat(Kind.GZIP, "");
        }
        if (magic >>> 8 == 0x425A68 && at(3) >= '1' && at(3) <= '9') {
            return new BinaryFormat(Kind.BZIP2, "");
        }
        if (magic == 0xFD377A58 && big16(4) == 0x5A00) {
            return new BinaryFormat(Kind.XZ, "");
        }
        if (magic == 0x377ABCAF && big16(4) == 0x271C) {
            return new BinaryFormat(Kind.SEVEN_ZIP, "");
        }
        return matches(257, "ustar") ? new BinaryFormat(Kind.TAR, "") : BinaryFormat.UNKNOWN;
    }

    private BinaryFormat elf() {
        boolean little = at(5) == 1;
        boolean wide = at(4) == 2;
        int machine = little ? little16(18) : big16(18);
        String name = switch (machine) {
            case 2, 18 -> "sparc";
            case 3 -> "x86";
            case 4 -> "m68k";
            case 8 -> mips(wide, little);
            case 15 -> "parisc";
            case 20 -> "ppc";
            case 21 -> little ? "ppc64le" : "ppc64";
            case 22 -> wide ? "s390x" : "s390";
            case 40 -> "arm";
            case 42 -> "superh";
            case 43 -> "sparcv9";
            case 50 -> "ia64";
            case 62 -> wide ? "x86-64" : "x32";
            case 183 -> "aarch64";
            case 224 -> "amdgpu";
            case 190 -> "cuda";
            case 243 -> wide ? "riscv64" : "riscv32";
            case 247 -> "bpf";
            case 258 -> wide ? "loongarch64" : "loongarch32";
            case 0x9026 -> "alpha";
            default -> "elf-" + machine;
        };
        return new BinaryFormat(Kind.ELF, name);
    }

    private static String mips(boolean wide, boolean little) {
        return "mips" + (wide ? "64" : "") + (little ? "el" : "");
    }

    private BinaryFormat pe() {
        int header = little32(0x3C);
        if (header < 0 || header > to - from - 6 || !matches(header, "PE\0\0")) {
            return new BinaryFormat(Kind.MZ, "x86-16");
        }
        int machine = little16(header + 4);
        String name = switch (machine) {
            case 0x014C -> "x86";
            case 0x8664 -> "x86-64";
            case 0xAA64 -> "aarch64";
            case 0x01C0, 0x01C2, 0x01C4 -> "arm";
            case 0x0200 -> "ia64";
            case 0x0EBC -> "efi-bytecode";
            case 0x5032 -> "riscv32";
            case 0x5064 -> "riscv64";
            case 0x6264 -> "loongarch64";
            default -> String.format("pe-%04x", machine);
        };
        return new BinaryFormat(Kind.PE, name);
    }

    private static BinaryFormat machO(int processor) {
        String name = switch (processor) {
            case 7 -> "x86";
            case 0x01000007 -> "x86-64";
            case 12 -> "arm";
            case 0x0100000C -> "aarch64";
            case 0x0200000C -> "arm64_32";
            case 18 -> "ppc";
            case 0x01000012 -> "ppc64";
            default -> "mach-" + Integer.toUnsignedString(processor);
        };
        return new BinaryFormat(Kind.MACH_O, name);
    }

    private BinaryFormat fatOrClass() {
        int parts = big32(4);
        return parts > 0 && parts <= MOST_FAT_PARTS
                ? new BinaryFormat(Kind.MACH_O, "universal")
                : new BinaryFormat(Kind.CLASS, "jvm");
    }

    private boolean matches(int offset, String magic) {
        if (offset + magic.length() > to - from) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if (text[from + offset + i] != (byte) magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int at(int offset) {
        return offset < to - from ? text[from + offset] & 0xff : 0;
    }

    private int big16(int offset) {
        return at(offset) << 8 | at(offset + 1);
    }

    private int big32(int offset) {
        return big16(offset) << 16 | big16(offset + 2);
    }

    private int little16(int offset) {
        return at(offset + 1) << 8 | at(offset);
    }

    private int little32(int offset) {
        return little16(offset + 2) << 16 | little16(offset);
    }
}
