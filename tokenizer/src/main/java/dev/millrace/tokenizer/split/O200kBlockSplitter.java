package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.Planes.APOSTROPHE;
import static dev.millrace.tokenizer.split.Planes.CANDIDATES;
import static dev.millrace.tokenizer.split.Planes.CASELESS;
import static dev.millrace.tokenizer.split.Planes.DOUBTS;
import static dev.millrace.tokenizer.split.Planes.LETTERS;
import static dev.millrace.tokenizer.split.Planes.LOWER;
import static dev.millrace.tokenizer.split.Planes.MARK;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.SLASH;
import static dev.millrace.tokenizer.split.Planes.STARTS;
import static dev.millrace.tokenizer.split.Planes.UPPER;

/** The bit-plane form of {@link O200kSplitter}. */
final class O200kBlockSplitter extends WordBlockSplitter {
    private final boolean contractions;
    private int contractionEnd;
    /** The word characters in {@code [wordFrom, wordTo)} are known to be without a gap. */
    private int wordFrom;

    private int wordTo;

    O200kBlockSplitter(O200kSplitter exact, CharClasses classes, int digits, boolean contractions) {
        super(exact, classes, true, digits);
        this.contractions = contractions;
    }

    @Override
    void findLetters(int words) {
        contractionEnd = -1;
        wordFrom = 0;
        wordTo = 0;
        findLetters(words, bits);
    }

    private static void findLetters(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[LETTERS + word] = bits[LOWER + word] | bits[UPPER + word] | bits[CASELESS + word] | bits[MARK + word];
        }
    }

    @Override
    void findMoreStarts(int words) {
        findCaseStarts(words, bits);
        doubtSlashes(words, bits);
        if (!planes.isAscii()) {
            doubtLettersWithoutCase(words, bits);
        }
    }

    /** {@code P?U*L+|P?U+L*}: an upper-case letter ends a word that has had its lower-case ones. */
    private static void findCaseStarts(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |= bits[UPPER + word] & (bits[LOWER + word] << 1 | bits[LOWER + word - 1] >>> 63);
        }
    }

    /** {@code [\r\n/]*}: which slashes go with the punctuation before line breaks is not told by the planes. */
    private static void doubtSlashes(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[DOUBTS + word] |= bits[SLASH + word] & (bits[NEWLINE + word] << 1 | bits[NEWLINE + word - 1] >>> 63);
        }
    }

    /** After a letter without case it depends on what follows; a mark may be a prefix or punctuation. */
    private static void doubtLettersWithoutCase(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            long marks = bits[MARK + word];
            long both = bits[CASELESS + word] | marks;
            long old = bits[CASELESS + word - 1] | bits[MARK + word - 1];
            long afterLetter = bits[LETTERS + word] << 1 | bits[LETTERS + word - 1] >>> 63;
            bits[DOUBTS + word] |= bits[UPPER + word] & (both << 1 | old >>> 63) | marks & ~afterLetter;
        }
    }

    @Override
    void findCandidates(int words) {
        if (contractions) {
            findCandidates(words, bits);
        }
    }

    private static void findCandidates(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[CANDIDATES + word] =
                    bits[APOSTROPHE + word] & (bits[LETTERS + word] << 1 | bits[LETTERS + word - 1] >>> 63);
        }
    }

    /** 'C?': a contraction goes with the word before it, unless that has one already. */
    @Override
    void contraction(byte[] text, int apostrophe, int length) {
        int end = Runs.contractionIgnoringCase(text, apostrophe, length);
        if (end == apostrophe || apostrophe == contractionEnd) {
            return;
        }
        contractionEnd = end;
        Planes.clear(bits, STARTS, apostrophe);
        for (int i = apostrophe + 1; i < end; i++) {
            Planes.clear(bits, STARTS, i);
        }
        if (end < length && (isLetter(end) || is(MARK, end))) {
            Planes.set(bits, STARTS, end);
        }
    }

    @Override
    boolean reaches(byte[] text, int doubt, int limit) {
        int i = wordTo;
        if (doubt < wordFrom || doubt >= wordTo) {
            wordFrom = doubt;
            i = doubt;
        }
        while (i < limit && (isLetter(i) || is(MARK, i))) {
            i++;
        }
        wordTo = i;
        return i >= limit;
    }
}
