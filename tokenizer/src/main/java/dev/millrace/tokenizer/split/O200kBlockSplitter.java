package dev.millrace.tokenizer.split;

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
        union(words, planes.upper, planes.lower, letters);
        if (!planes.isAscii()) {
            union(words, letters, planes.caseless, letters);
            union(words, letters, planes.mark, letters);
        }
    }

    @Override
    void findWordStarts(int words) {
        findWordStarts(words, letters, planes.upper, planes.lower, gaps, afterPrefix, starts);
        doubtSlashes(words, planes.slash, planes.newline, doubts);
        if (!planes.isAscii()) {
            doubtLettersWithoutCase(words);
        }
    }

    /** {@code P?U*L+|P?U+L*}: an upper-case letter ends a word that has had its lower-case ones. */
    private static void findWordStarts(
            int words, long[] letters, long[] upper, long[] lower, long[] gaps, long[] afterPrefix, long[] starts) {
        long old = 0;
        long oldLower = 0;
        for (int word = 0; word < words; word++) {
            long letter = letters[word];
            long low = lower[word];
            long before = letter | gaps[word];
            long first = letter & ~(before << 1 | old >>> 63) & ~afterPrefix[word];
            starts[word] |= first | upper[word] & (low << 1 | oldLower >>> 63);
            old = before;
            oldLower = low;
        }
    }

    /** {@code [\r\n/]*}: which slashes go with the punctuation before line breaks is not told by the planes. */
    private static void doubtSlashes(int words, long[] slashes, long[] newlines, long[] doubts) {
        long old = 0;
        for (int word = 0; word < words; word++) {
            long newline = newlines[word];
            doubts[word] = slashes[word] & (newline << 1 | old >>> 63);
            old = newline;
        }
    }

    /** After a letter without case it depends on what follows; a mark may be a prefix or punctuation. */
    private void doubtLettersWithoutCase(int words) {
        long oldBoth = 0;
        long oldLetters = 0;
        for (int word = 0; word < words; word++) {
            long marks = planes.mark[word];
            long both = planes.caseless[word] | marks;
            long letter = letters[word];
            doubts[word] |=
                    planes.upper[word] & (both << 1 | oldBoth >>> 63) | marks & ~(letter << 1 | oldLetters >>> 63);
            oldBoth = both;
            oldLetters = letter;
        }
    }

    @Override
    void findCandidates(int words) {
        if (!contractions) {
            return;
        }
        long old = 0;
        for (int word = 0; word < words; word++) {
            long letter = letters[word];
            candidates[word] = planes.apostrophe[word] & (letter << 1 | old >>> 63);
            anyCandidates |= candidates[word];
            old = letter;
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
        clear(starts, apostrophe);
        for (int i = apostrophe + 1; i < end; i++) {
            clear(starts, i);
        }
        if (end < length && (isLetter(end) || bit(planes.mark, end))) {
            set(starts, end);
        }
    }

    @Override
    boolean reaches(byte[] text, int doubt, int limit) {
        int i = wordTo;
        if (doubt < wordFrom || doubt >= wordTo) {
            wordFrom = doubt;
            i = doubt;
        }
        while (i < limit && (isLetter(i) || bit(planes.mark, i))) {
            i++;
        }
        wordTo = i;
        return i >= limit;
    }
}
