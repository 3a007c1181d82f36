package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.BitPlanes.B6;
import static dev.millrace.tokenizer.split.BitPlanes.B7;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;
import static dev.millrace.tokenizer.split.CharClasses.CLASS_MASK;
import static dev.millrace.tokenizer.split.Planes.APOSTROPHE;
import static dev.millrace.tokenizer.split.Planes.BLANK;
import static dev.millrace.tokenizer.split.Planes.CASELESS;
import static dev.millrace.tokenizer.split.Planes.CONTINUATION;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.MARK;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.NUMBER;
import static dev.millrace.tokenizer.split.Planes.OTHER;
import static dev.millrace.tokenizer.split.Planes.SLASH;
import static dev.millrace.tokenizer.split.Planes.TAB;
import static dev.millrace.tokenizer.split.Planes.UPPER;

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

    /** Of characters of three bytes, one bit for each value of their upper five bits that is none: overlong, surrogates. */
    private static final int NOT_ALLOWED = 1 | 1 << 0x1B;

    private final CharClasses classes;
    private final BitPlanes bytes;
    /** Whether planes that only characters beyond ASCII fill may have bits of an earlier window. */
    private boolean dirty;

    private boolean ascii;

    /** The {@link Planes}. */
    final long[] bits;

    /** Where the bits of a character go that ends in the next word. */
    private int carriedPlane = OTHER;

    private long carriedBits;

    /** Whether upper-case letters of ASCII are told from lower-case ones; if not, {@link Planes#LOWER} has both. */
    final boolean withCase;

    /** Tells upper-case letters of ASCII apart if {@code withCase}. */
    BlockClasses(CharClasses classes, boolean withCase) {
        this.classes = classes;
        this.withCase = withCase;
        bytes = new BitPlanes(Planes.ALL);
        bits = bytes.bits;
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
            AsciiLoops.classify(bits, words, withCase);
        }
        keepValid(words - 1, -1L >>> -length);
        keepValid(words, 0);
        ascii = !Planes.any(bits, B7, words);
        if (!ascii || dirty) {
            classifyBeyondAscii(text, words, length);
        }
    }

    /** Whether the window is of ASCII alone: then caseless letters, marks and continuations are empty. */
    boolean isAscii() {
        return ascii;
    }

    private void classifyBeyondAscii(byte[] text, int words, int length) {
        dirty = !ascii;
        if (!withCase) {
            empty(UPPER);
        }
        empty(CASELESS);
        empty(MARK);
        empty(CONTINUATION);
        carriedBits = 0;
        for (int word = 0; word < words; word++) {
            long leads = bits[B7 + word] & bits[B6 + word];
            if ((leads | carriedBits) != 0) {
                classifyHigh(text, word, leads, length);
            }
        }
    }

    private void empty(int plane) {
        Arrays.fill(bits, plane, plane + BitPlanes.WORDS + 1, 0);
    }

    private void keepValid(int word, long valid) {
        bits[B7 + word] &= valid;
        bits[UPPER + word] &= valid;
        bits[LOWER + word] &= valid;
        bits[NUMBER + word] &= valid;
        bits[NEWLINE + word] &= valid;
        bits[BLANK + word] &= valid;
        bits[TAB + word] &= valid;
        bits[APOSTROPHE + word] &= valid;
        bits[SLASH + word] &= valid;
    }

    /** Sets the planes of the characters beyond ASCII whose first bytes are {@code leads}, or that began in the word before. */
    private void classifyHigh(byte[] text, int word, long leads, int length) {
        long[] bits = this.bits;
        bits[carriedPlane + word] |= carriedBits;
        long all = carriedBits;
        // Neighbours are mostly of one class: their bits are collected and stored together.
        int collected = CharClasses.OTHER;
        long same = 0;
        int end = 0;
        for (long left = leads; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            int i = (word << 6) + bit;
            int four = (int) INTS.get(text, i);
            int bytes;
            int found;
            int c = (four & 0x0F) << 12 | (four >>> 2 & 0xFC0) | four >>> 16 & 0x3F;
            if ((four & 0xC0C0F0) == 0x8080E0 && (NOT_ALLOWED >>> (c >>> 11) & 1) == 0 && i + 3 <= length) {
                bytes = 3;
                found = classes.of(c);
            } else if ((four & 0xC0E0) == 0x80C0 && (four & 0x1E) != 0 && i + 2 <= length) {
                bytes = 2;
                found = classes.of((four & 0x1F) << 6 | four >>> 8 & 0x3F);
            } else {
                int at = classes.at(text, i, length);
                bytes = at >>> CLASS_BITS;
                found = at & CLASS_MASK;
            }
            if (found != collected) {
                bits[Planes.ofClass(collected) + word] |= same;
                all |= same;
                collected = found;
                same = 0;
            }
            same |= (1L << bytes) - 1 << bit;
            end = bit + bytes;
        }
        bits[Planes.ofClass(collected) + word] |= same;
        all |= same;
        // Only first bytes have both of the highest bits.
        bits[CONTINUATION + word] = all & ~bits[B6 + word];
        carriedPlane = Planes.ofClass(collected);
        carriedBits = end > 64 ? (1L << end - 64) - 1 : 0;
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
            bits[UPPER + word] = inOrder(letters & ~b5);
            letters &= b5;
            bits[SLASH + word] = inOrder(punctuation & ~b4 & b3 & b2 & b1 & b0);
        }
        bits[LOWER + word] = inOrder(letters);
        bits[NUMBER + word] = inOrder(punctuation & b4 & ~(b3 & (b2 | b1)));
        bits[BLANK + word] = inOrder(punctuation & ~(b4 | b3 | b2 | b1 | b0));
        bits[APOSTROPHE + word] = inOrder(punctuation & ~(b4 | b3) & b2 & b1 & b0);
        // 0A and 0D; 09, 0B and 0C.
        bits[NEWLINE + word] = inOrder(control & (~b2 & b1 & ~b0 | b2 & ~b1 & b0));
        long tabs = control & (~b2 & b0 | b2 & ~(b1 | b0));
        bits[TAB + word] = tabs == 0 ? 0 : inOrder(tabs);
        bits[B7 + word] = b7 == 0 ? 0 : inOrder(b7);
        bits[B6 + word] = b7 == 0 ? 0 : inOrder(b6);
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
