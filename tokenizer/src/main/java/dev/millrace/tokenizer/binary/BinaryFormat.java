package dev.millrace.tokenizer.binary;

/**
 * What a document of bytes is, by its first bytes alone; the rest is not checked.
 *
 * @param kind the format
 * @param architecture the processor, such as {@code x86-64}; {@code universal} for several; empty where the format names
 *     none
 */
public record BinaryFormat(Kind kind, String architecture) {

    /** Formats that are known by their magic number. */
    public enum Kind {
        /** Executable and Linkable Format. */
        ELF,
        /** Portable Executable of Windows. */
        PE,
        /** Program of MS-DOS without a Portable Executable behind it. */
        MZ,
        /** Mach-O, of one processor or several. */
        MACH_O,
        /** Dalvik Executable. */
        DEX,
        /** WebAssembly. */
        WASM,
        /** Java class. */
        CLASS,
        /** ZIP, and all that is one: JAR, APK, Office documents. */
        ZIP,
        /** Archive of ar: static libraries, Debian packages. */
        AR,
        /** tar. */
        TAR,
        /** gzip. */
        GZIP,
        /** bzip2. */
        BZIP2,
        /** xz. */
        XZ,
        /** Zstandard. */
        ZSTD,
        /** 7-Zip. */
        SEVEN_ZIP,
        /** None of these. */
        UNKNOWN
    }

    /** Nothing is known. */
    public static final BinaryFormat UNKNOWN = new BinaryFormat(Kind.UNKNOWN, "");

    /** Whether it is code for a processor or a virtual machine. */
    public boolean isExecutable() {
        return switch (kind) {
            case ELF, PE, MZ, MACH_O, DEX, WASM, CLASS -> true;
            default -> false;
        };
    }

    /** Looks at the first bytes of {@code text[from, to)}. */
    public static BinaryFormat of(byte[] text, int from, int to) {
        return new MagicNumbers(text, from, to).format();
    }
}
