package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.BitPlanes.B0;
import static dev.millrace.tokenizer.split.BitPlanes.B1;
import static dev.millrace.tokenizer.split.BitPlanes.B2;
import static dev.millrace.tokenizer.split.BitPlanes.B3;
import static dev.millrace.tokenizer.split.BitPlanes.B4;
import static dev.millrace.tokenizer.split.BitPlanes.B5;
import static dev.millrace.tokenizer.split.BitPlanes.B6;
import static dev.millrace.tokenizer.split.BitPlanes.B7;
import static dev.millrace.tokenizer.split.Planes.APOSTROPHE;
import static dev.millrace.tokenizer.split.Planes.BLANK;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.NUMBER;
import static dev.millrace.tokenizer.split.Planes.SCRATCH;
import static dev.millrace.tokenizer.split.Planes.SCRATCH_2;
import static dev.millrace.tokenizer.split.Planes.SCRATCH_3;
import static dev.millrace.tokenizer.split.Planes.SLASH;
import static dev.millrace.tokenizer.split.Planes.TAB;
import static dev.millrace.tokenizer.split.Planes.UPPER;

/**
 * The classes of ASCII as expressions of {@link BitPlanes}, for windows of many words: loops over words, each so small that
 * HotSpot makes vector instructions of it. Planes and classes take 0.14 ns per byte of a window of 4 KB and 0.41 word by
 * word in registers; windows of less than {@link BlockClasses#LONG_WINDOW} words are faster that way.
 */
final class AsciiLoops {
    /** Which bytes have any of the low four bits; then which have all of the low three. */
    private static final int ANY = SCRATCH;
    /** Of which bytes the low four bits are at least 0B. */
    private static final int MOST = SCRATCH_2;
    /** Which bytes are 20 to 3F; then which are 08 to 0F. */
    private static final int GROUP = SCRATCH_3;

    private AsciiLoops() {}

    /** Fills the {@link Planes} of ASCII, of which beyond the end of the text they are not cleared. */
    static void classify(long[] bits, int words, boolean withCase) {
        // 'A' to 'Z' are 41 to 5A, 'a' to 'z' 61 to 7A: from 1 to 26 in the low five bits.
        lowBits(words, bits);
        letters(words, bits);
        if (withCase) {
            byCase(words, bits);
        }
        signs(words, bits);
        digits(words, bits);
        blanks(words, bits);
        sevens(words, bits);
        apostrophes(words, bits);
        if (withCase) {
            slashes(words, bits);
        }
        controls(words, bits);
        newlines(words, bits);
        tabs(words, bits);
    }

    private static void lowBits(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long one = bits[B0 + word];
            long two = bits[B1 + word];
            long four = bits[B2 + word];
            long eight = bits[B3 + word];
            bits[ANY + word] = one | two | four | eight;
            bits[MOST + word] = eight & (four | two & one);
        }
    }

    private static void letters(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long sixteen = bits[B4 + word];
            bits[LOWER + word] =
                    bits[B6 + word] & ~bits[B7 + word] & (bits[ANY + word] | sixteen) & ~(sixteen & bits[MOST + word]);
        }
    }

    private static void byCase(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long both = bits[LOWER + word];
            bits[LOWER + word] = both & bits[B5 + word];
            bits[UPPER + word] = both & ~bits[B5 + word];
        }
    }

    /** 20 to 3F. */
    private static void signs(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[GROUP + word] = bits[B5 + word] & ~(bits[B6 + word] | bits[B7 + word]);
        }
    }

    /** 30 to 39. */
    private static void digits(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[NUMBER + word] =
                    bits[GROUP + word] & bits[B4 + word] & ~(bits[B3 + word] & (bits[B2 + word] | bits[B1 + word]));
        }
    }

    private static void blanks(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[BLANK + word] = bits[GROUP + word] & ~(bits[ANY + word] | bits[B4 + word]);
        }
    }

    private static void sevens(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[ANY + word] = bits[B0 + word] & bits[B1 + word] & bits[B2 + word];
        }
    }

    /** 27. */
    private static void apostrophes(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[APOSTROPHE + word] = bits[GROUP + word] & bits[ANY + word] & ~(bits[B3 + word] | bits[B4 + word]);
        }
    }

    /** 2F. */
    private static void slashes(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[SLASH + word] = bits[GROUP + word] & bits[ANY + word] & bits[B3 + word] & ~bits[B4 + word];
        }
    }

    /** 08 to 0F. */
    private static void controls(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[GROUP + word] =
                    bits[B3 + word] & ~(bits[B4 + word] | bits[B5 + word] | bits[B6 + word] | bits[B7 + word]);
        }
    }

    /** 0A and 0D. */
    private static void newlines(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long two = bits[B1 + word];
            bits[NEWLINE + word] = bits[GROUP + word] & (two ^ bits[B0 + word]) & (two ^ bits[B2 + word]);
        }
    }

    /** 09, 0B and 0C. */
    private static void tabs(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long one = bits[B0 + word];
            long four = bits[B2 + word];
            bits[TAB + word] = bits[GROUP + word] & (one ^ four) & ~(four & bits[B1 + word]);
        }
    }
}
