package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.Planes.AFTER_PREFIX;
import static dev.millrace.tokenizer.split.Planes.BLANK;
import static dev.millrace.tokenizer.split.Planes.CONTINUATION;
import static dev.millrace.tokenizer.split.Planes.DOUBTS;
import static dev.millrace.tokenizer.split.Planes.GAPS;
import static dev.millrace.tokenizer.split.Planes.LETTERS;
import static dev.millrace.tokenizer.split.Planes.NEWLINE;
import static dev.millrace.tokenizer.split.Planes.NUMBER;
import static dev.millrace.tokenizer.split.Planes.SCRATCH;
import static dev.millrace.tokenizer.split.Planes.SCRATCH_2;
import static dev.millrace.tokenizer.split.Planes.SCRATCH_3;
import static dev.millrace.tokenizer.split.Planes.SIGNS;
import static dev.millrace.tokenizer.split.Planes.SIGN_STARTS;
import static dev.millrace.tokenizer.split.Planes.SPACES;
import static dev.millrace.tokenizer.split.Planes.STARTS;
import static dev.millrace.tokenizer.split.Planes.TAB;

import java.util.Arrays;

/**
 * What the bit-plane forms of {@link Cl100kSplitter} and {@link O200kSplitter} share: punctuation, numbers and white
 * space. Each rule is a loop or two over the words of a window, which HotSpot makes vector instructions of; what only rare
 * characters need, word after word, is passed over where there are none.
 */
abstract class WordBlockSplitter extends BlockSplitter {
    /** What may go on or come before what starts. */
    private static final int BEFORE = SCRATCH;
    /** Numbers with one and with three before them. */
    private static final int SECONDS = SCRATCH;

    private static final int FOURTHS = SCRATCH_2;
    private static final int AFTER_GAP = SCRATCH;
    private static final int LASTS = SCRATCH_2;
    private static final int RARE = SCRATCH_3;

    private final int digits;

    /** {@code digits} are the most numbers in a piece, 1 or 3. */
    WordBlockSplitter(Splitter exact, CharClasses classes, boolean withCase, int digits) {
        super(exact, classes, withCase);
        this.digits = digits;
    }

    /** Fills {@link Planes#LETTERS}. */
    abstract void findLetters(int words);

    /** Adds what else starts pieces. */
    void findMoreStarts(int words) {}

    /** Fills {@link Planes#CANDIDATES}. */
    abstract void findCandidates(int words);

    @Override
    final void findStarts(int words, int length) {
        Arrays.fill(bits, DOUBTS, DOUBTS + words, 0);
        findLetters(words);
        findGaps(words, bits);
        findSigns(words, bits);
        bits[SIGNS + words - 1] &= -1L >>> -length;
        findSignStarts(words, bits);
        findPrefixes(words);
        findWordStarts(words, bits);
        findMoreStarts(words);
        findCandidates(words);
        findNumberStarts(words);
        // At the end of the text, white space goes on as if more of it came.
        bits[GAPS + words] = 0;
        Planes.set(bits, GAPS, length);
        findSpaces(words + 1, bits);
        findGapStarts(words, bits);
        findRare(words, bits);
        findLineStarts(words, bits);
        if (Planes.any(bits, RARE, words)) {
            findRareSpaces(words);
        }
        bits[STARTS + words - 1] &= -1L >>> -length;
    }

    private static void findGaps(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[GAPS + word] = bits[BLANK + word] | bits[TAB + word];
        }
    }

    private static void findSigns(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[SIGNS + word] =
                    ~(bits[GAPS + word] | bits[LETTERS + word] | bits[NUMBER + word] | bits[NEWLINE + word]);
        }
    }

    /** {@code  ?[^\s\p{L}\p{N}]+}: signs start a piece unless they go on or have a space before them. */
    private static void findSignStarts(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[BEFORE + word] = bits[SIGNS + word] | bits[BLANK + word];
        }
        for (int word = 0; word < words; word++) {
            bits[SIGN_STARTS + word] =
                    bits[SIGNS + word] & ~(bits[BEFORE + word] << 1 | bits[BEFORE + word - 1] >>> 63);
        }
    }

    private void findPrefixes(int words) {
        if (planes.isAscii()) {
            findShortPrefixes(words, bits);
            return;
        }
        long carry = 0;
        for (int word = 0; word < words; word++) {
            long more = bits[SIGNS + word] & bits[CONTINUATION + word];
            long second = bits[SIGN_STARTS + word] << 1 | bits[SIGN_STARTS + word - 1] >>> 63;
            long sum = more + second + carry;
            carry = carry(more, second, sum);
            bits[AFTER_PREFIX + word] = sum & ~more;
        }
    }

    private static void findShortPrefixes(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[AFTER_PREFIX + word] = bits[SIGN_STARTS + word] << 1 | bits[SIGN_STARTS + word - 1] >>> 63;
        }
    }

    /** {@code [^\r\n\p{L}\p{N}]?\p{L}+}: letters start a piece after a number, a line break or several signs. */
    private static void findWordStarts(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[BEFORE + word] = bits[LETTERS + word] | bits[GAPS + word];
        }
        for (int word = 0; word < words; word++) {
            long after = bits[BEFORE + word] << 1 | bits[BEFORE + word - 1] >>> 63;
            bits[STARTS + word] =
                    bits[SIGN_STARTS + word] | bits[LETTERS + word] & ~(after | bits[AFTER_PREFIX + word]);
        }
    }

    /** What {@code a + b} and the last carry, which are {@code sum}, carry on to the next word. */
    private static long carry(long a, long b, long sum) {
        return (a & b | (a | b) & ~sum) >>> 63;
    }

    /** {@code \p{N}{1,3}} or {@code \p{N}}. */
    private void findNumberStarts(int words) {
        if (digits == 1) {
            findNumbers(words, bits);
            return;
        }
        findFirstNumbers(words, bits);
        findFourths(words, bits);
        addThirds(words);
        if (!planes.isAscii()) {
            // Which of several digits is the third is not told by the planes if they have several bytes.
            for (int word = 0; word < words; word++) {
                bits[DOUBTS + word] |= bits[NUMBER + word] & bits[CONTINUATION + word];
            }
        }
    }

    private static void findNumbers(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |= bits[NUMBER + word] & ~bits[CONTINUATION + word];
        }
    }

    private static void findFirstNumbers(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[SECONDS + word] = bits[NUMBER + word] & (bits[NUMBER + word] << 1 | bits[NUMBER + word - 1] >>> 63);
        }
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |= bits[NUMBER + word] & ~bits[SECONDS + word];
        }
    }

    private static void findFourths(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[FOURTHS + word] = bits[SECONDS + word] & (bits[SECONDS + word] << 2 | bits[SECONDS + word - 1] >>> 62);
        }
    }

    /** Of more than three numbers, every third one starts a piece as well. */
    private void addThirds(int words) {
        for (int word = 0; word < words; word++) {
            long fourths = bits[FOURTHS + word];
            if (fourths != 0) {
                long found = bits[STARTS + word] & bits[NUMBER + word];
                found |= (bits[STARTS + word - 1] & bits[NUMBER + word - 1]) >>> 61 & fourths;
                for (long third = found << 3 & fourths; third != 0; third = third << 3 & fourths) {
                    found |= third;
                }
                bits[STARTS + word] |= found;
            }
        }
    }

    private static void findSpaces(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[SPACES + word] = bits[GAPS + word] | bits[NEWLINE + word];
        }
    }

    /**
     * Adds the starts of gaps: of a run of them its first one, and its last one if no white space follows, which stands
     * alone or begins the next piece. A last one of several bytes is rare, and so is a gap between line breaks.
     */
    private static void findGapStarts(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[AFTER_GAP + word] = bits[GAPS + word] << 1 | bits[GAPS + word - 1] >>> 63;
        }
        for (int word = 0; word < words; word++) {
            bits[LASTS + word] = bits[GAPS + word] & ~(bits[SPACES + word] >>> 1 | bits[SPACES + word + 1] << 63);
        }
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |=
                    bits[GAPS + word] & ~bits[AFTER_GAP + word] | bits[LASTS + word] & ~bits[CONTINUATION + word];
        }
    }

    private static void findRare(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[RARE + word] =
                    bits[NEWLINE + word] & bits[AFTER_GAP + word] | bits[LASTS + word] & bits[CONTINUATION + word];
        }
    }

    /** Line breaks start a piece, unless gaps or signs come before them, which take them along. */
    private static void findLineStarts(int words, long[] bits) {
        for (int word = 0; word < words; word++) {
            bits[BEFORE + word] = bits[SPACES + word] | bits[SIGNS + word];
        }
        for (int word = 0; word < words; word++) {
            bits[STARTS + word] |= bits[NEWLINE + word] & ~(bits[BEFORE + word] << 1 | bits[BEFORE + word - 1] >>> 63);
        }
    }

    private void findRareSpaces(int words) {
        for (int word = 0; word < words; word++) {
            for (long left = bits[RARE + word] & bits[NEWLINE + word]; left != 0; left &= left - 1) {
                lineAfterGap((word << 6) + Long.numberOfTrailingZeros(left));
            }
        }
        if (planes.isAscii()) {
            return;
        }
        for (int word = 0; word < words; word++) {
            startAtFirstBytes(bits[LASTS + word] & bits[CONTINUATION + word], word);
        }
    }

    /** {@code \s*[\r\n]+}: a gap between line breaks starts no piece, if punctuation has not swallowed the first ones. */
    private void lineAfterGap(int line) {
        int gap = Planes.runStart(bits, GAPS, line);
        if (gap > 0 && is(NEWLINE, gap - 1)) {
            int first = Planes.runStart(bits, NEWLINE, gap);
            if (first == 0 || !is(SIGNS, first - 1)) {
                Planes.clear(bits, STARTS, gap);
            }
        }
    }
}
