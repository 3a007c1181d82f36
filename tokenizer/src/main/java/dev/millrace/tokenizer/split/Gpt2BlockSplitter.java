package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.Planes.APOSTROPHE;
import static dev.millrace.tokenizer.split.Planes.BLANK;
import static dev.millrace.tokenizer.split.Planes.CANDIDATES;
import static dev.millrace.tokenizer.split.Planes.CASELESS;
import static dev.millrace.tokenizer.split.Planes.CONTINUATION;
import static dev.millrace.tokenizer.split.Planes.LETTERS;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.NUMBER;
import static dev.millrace.tokenizer.split.Planes.SCRATCH;
import static dev.millrace.tokenizer.split.Planes.SIGNS;
import static dev.millrace.tokenizer.split.Planes.SPACES;
import static dev.millrace.tokenizer.split.Planes.STARTS;
import static dev.millrace.tokenizer.split.Planes.TAB;
import static dev.millrace.tokenizer.split.Planes.UPPER;

/** The bit-plane form of {@link Gpt2Splitter}. */
final class Gpt2BlockSplitter extends BlockSplitter {

    Gpt2BlockSplitter(Gpt2Splitter exact, CharClasses classes) {
        super(exact, classes, false);
    }

    @Override
    void findStarts(int words, int length) {
        findClasses(words, bits);
        bits[SPACES + words] = 0;
        bits[SIGNS + words - 1] &= -1L >>> -length;
        findRuns(words, bits);
        findSigns(words, bits);
        findSpaces(words, bits);
        Planes.clear(bits, SCRATCH, length - 1);
        addLastSpaces(words, bits);
        if (!planes.isAscii()) {
            for (int word = 0; word < words; word++) {
                startAtFirstBytes(bits[SCRATCH + word] & bits[CONTINUATION + word], word);
            }
        }
    }

    private static void findClasses(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long letters = bits[UPPER + word] | bits[LOWER + word] | bits[CASELESS + word];
            long spaces = bits[BLANK + word] | bits[TAB + word] | bits[NEWLINE + word];
            bits[LETTERS + word] = letters;
            bits[SPACES + word] = spaces;
            bits[SIGNS + word] = ~(letters | spaces | bits[NUMBER + word]);
        }
    }

    /** Letters and numbers start a piece unless they go on or have a space before them. */
    private static void findRuns(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long letters = bits[LETTERS + word];
            long numbers = bits[NUMBER + word];
            long blanks = bits[BLANK + word] << 1 | bits[BLANK + word - 1] >>> 63;
            long lettersBefore = letters << 1 | bits[LETTERS + word - 1] >>> 63;
            long numbersBefore = numbers << 1 | bits[NUMBER + word - 1] >>> 63;
            bits[STARTS + word] = (letters & ~lettersBefore | numbers & ~numbersBefore) & ~blanks;
        }
    }

    /** So do signs; an apostrophe may begin a contraction where it starts a piece. */
    private static void findSigns(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long before = bits[SIGNS + word] | bits[BLANK + word];
            long old = bits[SIGNS + word - 1] | bits[BLANK + word - 1];
            long found = bits[SIGNS + word] & ~(before << 1 | old >>> 63);
            bits[STARTS + word] |= found;
            bits[CANDIDATES + word] = found & bits[APOSTROPHE + word];
        }
    }

    /** White space starts a piece; the last character of it before something else stands alone or begins the next. */
    private static void findSpaces(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long spaces = bits[SPACES + word];
            bits[STARTS + word] |= spaces & ~(spaces << 1 | bits[SPACES + word - 1] >>> 63);
            bits[SCRATCH + word] = spaces & ~(spaces >>> 1 | bits[SPACES + word + 1] << 63);
        }
    }

    private static void addLastSpaces(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |= bits[SCRATCH + word] & ~bits[CONTINUATION + word];
        }
    }

    /** A contraction goes with its apostrophe; letters that follow it start a piece. */
    @Override
    void contraction(byte[] text, int apostrophe, int length) {
        int end = Runs.contraction(text, apostrophe, length);
        if (end > apostrophe) {
            Planes.clear(bits, STARTS, apostrophe + 1);
            if (end < length && isLetter(end)) {
                Planes.set(bits, STARTS, end);
            }
        }
    }
}
