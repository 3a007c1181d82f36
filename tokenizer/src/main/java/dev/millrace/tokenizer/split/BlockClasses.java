package dev.millrace.tokenizer.split;

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
 * <p>A table gives each ASCII byte a word with one bit per plane, eight bits apart; eight of these words, each shifted by
 * the position of its byte, are the planes of eight bytes. Transposing eight such words gives the planes of 64 bytes.
 * Other characters are decoded and set one by one.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
final class BlockClasses {
    /** Bytes past the end of a window that must be there to be read; their values do not matter. */
    static final int PADDING = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int UPPER_LANE = 0;
    private static final int LOWER_LANE = 1;
    private static final int NUMBER_LANE = 2;
    private static final int NEWLINE_LANE = 3;
    private static final int BLANK_LANE = 4;
    private static final int TAB_LANE = 5;
    private static final int APOSTROPHE_LANE = 6;
    private static final int HIGH_LANE = 7;

    private static final long[] LANES = lanes();

    private final CharClasses classes;

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
    /** Bytes of a character but its first. */
    final long[] continuation;

    /** Takes the bits of characters beyond ASCII of class other; nobody reads it. */
    private final long[] other;

    /** The planes of characters beyond ASCII, by class. */
    private final long[][] byClass;

    /** Where the bits of a character go that ends in the next word. */
    private long[] carriedPlane;

    private long carriedBits;

    /** Room for windows of up to {@code bytes} bytes. */
    BlockClasses(CharClasses classes, int bytes) {
        this.classes = classes;
        int words = (bytes >> 6) + 2;
        upper = new long[words];
        lower = new long[words];
        caseless = new long[words];
        number = new long[words];
        mark = new long[words];
        newline = new long[words];
        blank = new long[words];
        tab = new long[words];
        apostrophe = new long[words];
        continuation = new long[words];
        other = new long[words];
        carriedPlane = other;
        byClass = new long[][] {other, tab, newline, number, upper, lower, caseless, mark};
    }

    /** Fills the planes with {@code text[0, length)}; the word after the last one becomes 0 in every plane. */
    void classify(byte[] text, int length) {
        int words = length + 63 >> 6;
        Arrays.fill(caseless, 0, words + 1, 0);
        Arrays.fill(mark, 0, words + 1, 0);
        Arrays.fill(continuation, 0, words + 1, 0);
        carriedBits = 0;
        for (int word = 0; word < words; word++) {
            long high = classifyAscii(text, word);
            if (word == words - 1 && (length & 63) != 0) {
                high &= keepValid(word, -1L >>> -length);
            }
            if ((high | carriedBits) != 0) {
                classifyHigh(text, word, high, length);
            }
        }
        keepValid(words, 0);
    }

    private long keepValid(int word, long valid) {
        upper[word] &= valid;
        lower[word] &= valid;
        number[word] &= valid;
        newline[word] &= valid;
        blank[word] &= valid;
        tab[word] &= valid;
        apostrophe[word] &= valid;
        return valid;
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

    /** Sets the planes of the ASCII bytes of a word and returns those of the others. */
    private long classifyAscii(byte[] text, int word) {
        int i = word << 6;
        long a = eight((long) LONGS.get(text, i));
        long b = eight((long) LONGS.get(text, i + 8));
        long c = eight((long) LONGS.get(text, i + 16));
        long d = eight((long) LONGS.get(text, i + 24));
        long e = eight((long) LONGS.get(text, i + 32));
        long f = eight((long) LONGS.get(text, i + 40));
        long g = eight((long) LONGS.get(text, i + 48));
        long h = eight((long) LONGS.get(text, i + 56));
        long t;
        // Transposes the 8 x 8 bytes: halves of 4 x 4, then 2 x 2, then single bytes change places.
        t = (a >>> 32 ^ e) & 0xFFFFFFFFL;
        e ^= t;
        a ^= t << 32;
        t = (b >>> 32 ^ f) & 0xFFFFFFFFL;
        f ^= t;
        b ^= t << 32;
        t = (c >>> 32 ^ g) & 0xFFFFFFFFL;
        g ^= t;
        c ^= t << 32;
        t = (d >>> 32 ^ h) & 0xFFFFFFFFL;
        h ^= t;
        d ^= t << 32;
        t = (a >>> 16 ^ c) & 0x0000FFFF0000FFFFL;
        c ^= t;
        a ^= t << 16;
        t = (b >>> 16 ^ d) & 0x0000FFFF0000FFFFL;
        d ^= t;
        b ^= t << 16;
        t = (e >>> 16 ^ g) & 0x0000FFFF0000FFFFL;
        g ^= t;
        e ^= t << 16;
        t = (f >>> 16 ^ h) & 0x0000FFFF0000FFFFL;
        h ^= t;
        f ^= t << 16;
        t = (a >>> 8 ^ b) & 0x00FF00FF00FF00FFL;
        upper[word] = a ^ t << 8;
        lower[word] = b ^ t;
        t = (c >>> 8 ^ d) & 0x00FF00FF00FF00FFL;
        number[word] = c ^ t << 8;
        newline[word] = d ^ t;
        t = (e >>> 8 ^ f) & 0x00FF00FF00FF00FFL;
        blank[word] = e ^ t << 8;
        tab[word] = f ^ t;
        t = (g >>> 8 ^ h) & 0x00FF00FF00FF00FFL;
        apostrophe[word] = g ^ t << 8;
        return h ^ t;
    }

    private static long eight(long bytes) {
        long[] lanes = LANES;
        return lanes[(int) bytes & 0xff]
                | lanes[(int) (bytes >>> 8) & 0xff] << 1
                | lanes[(int) (bytes >>> 16) & 0xff] << 2
                | lanes[(int) (bytes >>> 24) & 0xff] << 3
                | lanes[(int) (bytes >>> 32) & 0xff] << 4
                | lanes[(int) (bytes >>> 40) & 0xff] << 5
                | lanes[(int) (bytes >>> 48) & 0xff] << 6
                | lanes[(int) (bytes >>> 56) & 0xff] << 7;
    }

    private static long[] lanes() {
        long[] lanes = new long[256];
        for (int b = 0; b < 256; b++) {
            int lane;
            if (b >= 128) {
                lane = HIGH_LANE;
            } else if (b == ' ') {
                lane = BLANK_LANE;
            } else if (b == '\'') {
                lane = APOSTROPHE_LANE;
            } else {
                lane = switch (CharClasses.regex().of(b)) {
                    case CharClasses.SPACE -> TAB_LANE;
                    case CharClasses.NEWLINE -> NEWLINE_LANE;
                    case CharClasses.NUMBER -> NUMBER_LANE;
                    case CharClasses.UPPER -> UPPER_LANE;
                    case CharClasses.LOWER -> LOWER_LANE;
                    default -> -1;
                };
            }
            lanes[b] = lane < 0 ? 0 : 1L << 8 * lane;
        }
        return lanes;
    }
}
