package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.Planes.APOSTROPHE;
import static dev.millrace.tokenizer.split.Planes.CANDIDATES;
import static dev.millrace.tokenizer.split.Planes.CASELESS;
import static dev.millrace.tokenizer.split.Planes.LETTERS;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.NUMBER;
import static dev.millrace.tokenizer.split.Planes.SIGN_STARTS;
import static dev.millrace.tokenizer.split.Planes.STARTS;
import static dev.millrace.tokenizer.split.Planes.UPPER;

/** The bit-plane form of {@link Cl100kSplitter}. */
final class Cl100kBlockSplitter extends WordBlockSplitter {
    private final boolean wholeTail;

    Cl100kBlockSplitter(Cl100kSplitter exact, CharClasses classes, int digits, boolean wholeTail) {
        super(exact, classes, false, digits);
        this.wholeTail = wholeTail;
    }

    @Override
    void findLetters(int words) {
        findLetters(words, bits);
    }

    private static void findLetters(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[LETTERS + word] = bits[LOWER + word] | bits[UPPER + word] | bits[CASELESS + word];
        }
    }

    /** An apostrophe may begin a contraction where it starts a piece. */
    @Override
    void findCandidates(int words) {
        findCandidates(words, bits);
    }

    private static void findCandidates(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[CANDIDATES + word] = bits[SIGN_STARTS + word] & bits[APOSTROPHE + word];
        }
    }

    @Override
    void contraction(byte[] text, int apostrophe, int length) {
        int end = Runs.contractionIgnoringCase(text, apostrophe, length);
        if (end > apostrophe && end < length && isLetter(end)) {
            Planes.set(bits, STARTS, end);
        }
    }

    @Override
    void finish(byte[] text, int length) {
        if (!wholeTail) {
            return;
        }
        int from = length;
        while (from > 0 && isSpace(from - 1)) {
            from--;
        }
        boolean afterOther = from > 0 && !isLetter(from - 1) && !is(NUMBER, from - 1);
        while (afterOther && from < length && is(NEWLINE, from)) {
            from++;
        }
        for (int i = from + 1; i < length; i++) {
            Planes.clear(bits, STARTS, i);
        }
    }
}
