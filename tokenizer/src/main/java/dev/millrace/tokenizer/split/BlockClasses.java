package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.BitPlanes.B7;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_MASK;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The classes of the characters of a window as bit planes: bit {@code i & 63} of word {@code i >> 6} of a plane belongs to
 * byte {@code i}, and every byte of a character has the bit of its character's class. A byte without any bit, inside the
 * window, is of class other.
 *
 * <p>Of ASCII, the eight bits of 64 bytes become eight words, and classes are expressions of these: for short windows
 * word by word in registers, for long ones in {@link AsciiLoops}. Other characters are decoded and set one by one.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
final class BlockClasses {
    /** Bytes past the end of a window that must be there to be read; their values do not matter. */
    static final int PADDING = 64;

    /** Words from which on a window is long enough for {@link AsciiLoops} to be worth their beginnings and ends. */
    static final int LONG_WINDOW = 20;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final CharClasses classes;
    private final BitPlanes bytes;
    private final AsciiLoops loops;
    /** Whether planes that only characters beyond ASCII fill may have bits of an earlier window. */
    private boolean dirty;

    private boolean ascii;

    /** Upper-case, lower-case and caseless letters, numbers, marks. */
    final long[] upper;

    final long[] lower;
    final long[] caseless;
    final long[] number;
    final long[] mark;
    /** Line breaks, U+0020, all other white space. */
    final long[] newline;

    final long[] blank;
    final long[] tab;
    /** The apostrophe, which is of class other. */
    final long[] apostrophe;
    /** The slash, likewise; only filled where upper-case letters are told apart. */
    final long[] slash;
    /** Bytes of a character but its first. */
    final long[] continuation;

    /** Takes the bits of characters beyond ASCII of class other; nobody reads it. */
    private final long[] other;

    /** The planes of characters beyond ASCII, by class. */
    private final long[][] byClass;

    /** Where the bits of a character go that ends in the next word. */
    private long[] carriedPlane;

    private long carriedBits;

    /** Whether upper-case letters of ASCII are told from lower-case ones; if not, {@link #lower} has both. */
    final boolean withCase;

    /** Tells upper-case letters of ASCII apart if {@code withCase}. */
    BlockClasses(CharClasses classes, boolean withCase) {
        this.classes = classes;
        this.withCase = withCase;
        int words = BitPlanes.WORDS + 2;
        bytes = new BitPlanes();
        loops = new AsciiLoops(words);
        upper = new long[words];
        lower = new long[words];
        caseless = new long[words];
        number = new long[words];
        mark = new long[words];
        newline = new long[words];
        blank = new long[words];
        tab = new long[words];
        apostrophe = new long[words];
        slash = new long[words];
        continuation = new long[words];
        other = new long[words];
        carriedPlane = other;
        byClass = new long[][] {other, tab, newline, number, upper, lower, caseless, mark};
    }

    /** Fills the planes with {@code text[0, length)}; the word after the last one becomes 0 in every plane. */
    void classify(byte[] text, int length) {
        int words = length + 63 >> 6;
        if (words < LONG_WINDOW) {
            for (int word = 0; word < words; word++) {
                classifyAscii(text, word);
            }
        } else {
            bytes.load(text, 0, words);
            loops.classify(bytes, words, this);
        }
        keepValid(words - 1, -1L >>> -length);
        keepValid(words, 0);
        long high = 0;
        for (int word = 0; word < words; word++) {
            high |= bytes.bits[B7 + word];
        }
        ascii = high == 0;
        if (!ascii || dirty) {
            classifyBeyondAscii(text, words, length);
        }
    }

    /** Whether the window is of ASCII alone: then {@link #caseless}, {@link #mark} and {@link #continuation} are empty. */
    boolean isAscii() {
        return ascii;
    }

    private void classifyBeyondAscii(byte[] text, int words, int length) {
        dirty = !ascii;
        if (!withCase) {
            Arrays.fill(upper, 0);
        }
        Arrays.fill(caseless, 0);
        Arrays.fill(mark, 0);
        Arrays.fill(continuation, 0);
        carriedBits = 0;
        for (int word = 0; word < words; word++) {
            long high = bytes.bits[B7 + word];
            if ((high | carriedBits) != 0) {
                classifyHigh(text, word, high, length);
            }
        }
    }

    private void keepValid(int word, long valid) {
        bytes.bits[B7 + word] &= valid;
        upper[word] &= valid;
        lower[word] &= valid;
        number[word] &= valid;
        newline[word] &= valid;
        blank[word] &= valid;
        tab[word] &= valid;
        apostrophe[word] &= valid;
        slash[word] &= valid;
    }

    /** Sets the planes of the characters beyond ASCII that lie in a word or began in the word before. */
    private void classifyHigh(byte[] text, int word, long high, int length) {
        carriedPlane[word] |= carriedBits;
        continuation[word] |= carriedBits;
        long left = high & ~carriedBits;
        carriedBits = 0;
        long trails = 0;
        // Neighbours are mostly of one class: their bits are collected and stored together.
        long[] plane = other;
        long same = 0;
        while (left != 0) {
            int bit = Long.numberOfTrailingZeros(left);
            int i = (word << 6) + bit;
            int four = (int) INTS.get(text, i);
            int at;
            if ((four & 0xC0C0F0) == 0x8080E0 && i + 3 <= length) {
                int c = (four & 0x0F) << 12 | (four >>> 2 & 0xFC0) | four >>> 16 & 0x3F;
                at = c >= 0x800 && c >>> 11 != 0x1B ? 3 << CLASS_BITS | classes.of(c) : 1 << CLASS_BITS;
            } else if ((four & 0xC0E0) == 0x80C0 && (four & 0x1E) != 0 && i + 2 <= length) {
                at = 2 << CLASS_BITS | classes.of((four & 0x1F) << 6 | four >>> 8 & 0x3F);
            } else {
                at = classes.at(text, i, length);
            }
            int bytes = at >>> CLASS_BITS;
            long bits = (1L << bytes) - 1 << bit;
            long[] next = byClass[at & CLASS_MASK];
            if (next != plane) {
                plane[word] |= same;
                plane = next;
                same = 0;
            }
            same |= bits;
            trails |= bits & bits - 1;
            left &= ~bits;
            if (bit + bytes > 64) {
                carriedPlane = plane;
                carriedBits = (1L << bit + bytes - 64) - 1;
            }
        }
        plane[word] |= same;
        continuation[word] |= trails;
    }

    /** Sets the planes of the ASCII bytes of a word and the one of the others: all in registers. */
    private void classifyAscii(byte[] text, int word) {
        int i = word << 6;
        long b0 = (long) LONGS.get(text, i);
        long b1 = (long) LONGS.get(text, i + 8);
        long b2 = (long) LONGS.get(text, i + 16);
        long b3 = (long) LONGS.get(text, i + 24);
        long b4 = (long) LONGS.get(text, i + 32);
        long b5 = (long) LONGS.get(text, i + 40);
        long b6 = (long) LONGS.get(text, i + 48);
        long b7 = (long) LONGS.get(text, i + 56);
        long t;
        // Exchanges the number of a word with the number of a bit in its byte: word b0 gets bit 0 of all bytes, and so
        // on.
        t = (b0 >>> 4 ^ b4) & 0x0F0F0F0F0F0F0F0FL;
        b4 ^= t;
        b0 ^= t << 4;
        t = (b1 >>> 4 ^ b5) & 0x0F0F0F0F0F0F0F0FL;
        b5 ^= t;
        b1 ^= t << 4;
        t = (b2 >>> 4 ^ b6) & 0x0F0F0F0F0F0F0F0FL;
        b6 ^= t;
        b2 ^= t << 4;
        t = (b3 >>> 4 ^ b7) & 0x0F0F0F0F0F0F0F0FL;
        b7 ^= t;
        b3 ^= t << 4;
        t = (b0 >>> 2 ^ b2) & 0x3333333333333333L;
        b2 ^= t;
        b0 ^= t << 2;
        t = (b1 >>> 2 ^ b3) & 0x3333333333333333L;
        b3 ^= t;
        b1 ^= t << 2;
        t = (b4 >>> 2 ^ b6) & 0x3333333333333333L;
        b6 ^= t;
        b4 ^= t << 2;
        t = (b5 >>> 2 ^ b7) & 0x3333333333333333L;
        b7 ^= t;
        b5 ^= t << 2;
        t = (b0 >>> 1 ^ b1) & 0x5555555555555555L;
        b1 ^= t;
        b0 ^= t << 1;
        t = (b2 >>> 1 ^ b3) & 0x5555555555555555L;
        b3 ^= t;
        b2 ^= t << 1;
        t = (b4 >>> 1 ^ b5) & 0x5555555555555555L;
        b5 ^= t;
        b4 ^= t << 1;
        t = (b6 >>> 1 ^ b7) & 0x5555555555555555L;
        b7 ^= t;
        b6 ^= t << 1;

        // 'A' to 'Z' are 41 to 5A, 'a' to 'z' 61 to 7A: from 1 to 26 in the low five bits.
        long letters = b6 & ~b7 & (b0 | b1 | b2 | b3 | b4) & ~(b4 & b3 & (b2 | b1 & b0));
        long below = ~(b6 | b7);
        long punctuation = below & b5;
        long control = below & ~(b5 | b4) & b3;
        if (withCase) {
            upper[word] = inOrder(letters & ~b5);
            letters &= b5;
            slash[word] = inOrder(punctuation & ~b4 & b3 & b2 & b1 & b0);
        }
        lower[word] = inOrder(letters);
        number[word] = inOrder(punctuation & b4 & ~(b3 & (b2 | b1)));
        blank[word] = inOrder(punctuation & ~(b4 | b3 | b2 | b1 | b0));
        apostrophe[word] = inOrder(punctuation & ~(b4 | b3) & b2 & b1 & b0);
        // 0A and 0D; 09, 0B and 0C.
        newline[word] = inOrder(control & (~b2 & b1 & ~b0 | b2 & ~b1 & b0));
        long tabs = control & (~b2 & b0 | b2 & ~(b1 | b0));
        tab[word] = tabs == 0 ? 0 : inOrder(tabs);
        bytes.bits[B7 + word] = b7 == 0 ? 0 : inOrder(b7);
    }

    /** Brings the bits of 64 bytes into the order of the text: bit {@code 8 * i + k} becomes bit {@code 8 * k + i}. */
    private static long inOrder(long bits) {
        long t = (bits ^ bits >>> 7) & 0x00AA00AA00AA00AAL;
        bits ^= t ^ t << 7;
        t = (bits ^ bits >>> 14) & 0x0000CCCC0000CCCCL;
        bits ^= t ^ t << 14;
        t = (bits ^ bits >>> 28) & 0x00000000F0F0F0F0L;
        return bits ^ t ^ t << 28;
    }
}
