package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.BitPlanes.B0;
import static dev.millrace.tokenizer.split.BitPlanes.B1;
import static dev.millrace.tokenizer.split.BitPlanes.B2;
import static dev.millrace.tokenizer.split.BitPlanes.B3;
import static dev.millrace.tokenizer.split.BitPlanes.B4;
import static dev.millrace.tokenizer.split.BitPlanes.B5;
import static dev.millrace.tokenizer.split.BitPlanes.B6;
import static dev.millrace.tokenizer.split.BitPlanes.B7;

/**
 * The classes of ASCII as expressions of {@link BitPlanes}, for windows of many words: loops over words of a few arrays,
 * each so small that HotSpot makes vector instructions of it. Planes and classes take 0.15 ns per byte of a window of 4 KB
 * and 0.41 word by word in registers; windows of less than {@link BlockClasses#LONG_WINDOW} words are faster that way.
 *
 * <p><b>Thread safety:</b> none; scratch of one worker.
 */
final class AsciiLoops {
    /** Which bytes have any of the low four bits; then which have all of the low three. */
    private final long[] any;
    /** Of which bytes the low four bits are at least 0B. */
    private final long[] most;
    /** Which bytes are 20 to 3F; then which are 08 to 0F. */
    private final long[] group;

    /** Room for {@code words} words. */
    AsciiLoops(int words) {
        any = new long[words];
        most = new long[words];
        group = new long[words];
    }

    /** Fills the planes of ASCII, of which beyond the end of the text they are not cleared. */
    void classify(BitPlanes bytes, int words, BlockClasses planes) {
        // 'A' to 'Z' are 41 to 5A, 'a' to 'z' 61 to 7A: from 1 to 26 in the low five bits.
        lowBits(words, bytes.bits, any, most);
        letters(words, any, most, bytes.bits, planes.lower);
        if (planes.withCase) {
            byCase(words, bytes.bits, planes.lower, planes.upper);
        }
        signs(words, bytes.bits, group);
        digits(words, group, bytes.bits, planes.number);
        blanks(words, group, any, bytes.bits, planes.blank);
        sevens(words, bytes.bits, any);
        apostrophes(words, group, any, bytes.bits, planes.apostrophe);
        if (planes.withCase) {
            slashes(words, group, any, bytes.bits, planes.slash);
        }
        controls(words, group, bytes.bits);
        newlines(words, group, bytes.bits, planes.newline);
        tabs(words, group, bytes.bits, planes.tab);
    }

    private static void lowBits(int words, long[] bits, long[] any, long[] most) {
        for (int word = 0; word < words; word++) {
            long one = bits[B0 + word];
            long two = bits[B1 + word];
            long four = bits[B2 + word];
            long eight = bits[B3 + word];
            any[word] = one | two | four | eight;
            most[word] = eight & (four | two & one);
        }
    }

    private static void letters(int words, long[] any, long[] most, long[] bits, long[] letters) {
        for (int word = 0; word < words; word++) {
            long sixteen = bits[B4 + word];
            letters[word] = bits[B6 + word] & ~bits[B7 + word] & (any[word] | sixteen) & ~(sixteen & most[word]);
        }
    }

    private static void byCase(int words, long[] bits, long[] letters, long[] upper) {
        for (int word = 0; word < words; word++) {
            long both = letters[word];
            letters[word] = both & bits[B5 + word];
            upper[word] = both & ~bits[B5 + word];
        }
    }

    /** 20 to 3F. */
    private static void signs(int words, long[] bits, long[] signs) {
        for (int word = 0; word < words; word++) {
            signs[word] = bits[B5 + word] & ~(bits[B6 + word] | bits[B7 + word]);
        }
    }

    /** 30 to 39. */
    private static void digits(int words, long[] signs, long[] bits, long[] digits) {
        for (int word = 0; word < words; word++) {
            digits[word] = signs[word] & bits[B4 + word] & ~(bits[B3 + word] & (bits[B2 + word] | bits[B1 + word]));
        }
    }

    private static void blanks(int words, long[] signs, long[] any, long[] bits, long[] blanks) {
        for (int word = 0; word < words; word++) {
            blanks[word] = signs[word] & ~(any[word] | bits[B4 + word]);
        }
    }

    private static void sevens(int words, long[] bits, long[] sevens) {
        for (int word = 0; word < words; word++) {
            sevens[word] = bits[B0 + word] & bits[B1 + word] & bits[B2 + word];
        }
    }

    /** 27. */
    private static void apostrophes(int words, long[] signs, long[] sevens, long[] bits, long[] apostrophes) {
        for (int word = 0; word < words; word++) {
            apostrophes[word] = signs[word] & sevens[word] & ~(bits[B3 + word] | bits[B4 + word]);
        }
    }

    /** 2F. */
    private static void slashes(int words, long[] signs, long[] sevens, long[] bits, long[] slashes) {
        for (int word = 0; word < words; word++) {
            slashes[word] = signs[word] & sevens[word] & bits[B3 + word] & ~bits[B4 + word];
        }
    }

    /** 08 to 0F. */
    private static void controls(int words, long[] controls, long[] bits) {
        for (int word = 0; word < words; word++) {
            controls[word] = bits[B3 + word] & ~(bits[B4 + word] | bits[B5 + word] | bits[B6 + word] | bits[B7 + word]);
        }
    }

    /** 0A and 0D. */
    private static void newlines(int words, long[] controls, long[] bits, long[] newlines) {
        for (int word = 0; word < words; word++) {
            long two = bits[B1 + word];
            newlines[word] = controls[word] & (two ^ bits[B0 + word]) & (two ^ bits[B2 + word]);
        }
    }

    /** 09, 0B and 0C. */
    private static void tabs(int words, long[] controls, long[] bits, long[] tabs) {
        for (int word = 0; word < words; word++) {
            long one = bits[B0 + word];
            long four = bits[B2 + word];
            tabs[word] = controls[word] & (one ^ four) & ~(four & bits[B1 + word]);
        }
    }
}
