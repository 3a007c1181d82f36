package dev.millrace.tokenizer.split;

/** The bit-plane form of {@link Cl100kSplitter}. */
final class Cl100kBlockSplitter extends WordBlockSplitter {
    private final boolean wholeTail;

    Cl100kBlockSplitter(Cl100kSplitter exact, CharClasses classes, int digits, boolean wholeTail) {
        super(exact, classes, false, digits);
        this.wholeTail = wholeTail;
    }

    @Override
    void findLetters(int words) {
        union(words, planes.lower, planes.caseless, letters);
        if (!planes.isAscii()) {
            union(words, letters, planes.upper, letters);
        }
    }

    @Override
    void findWordStarts(int words) {
        findWordStarts(words, letters, gaps, afterPrefix, starts);
    }

    /** {@code [^\r\n\p{L}\p{N}]?\p{L}+}: letters start a piece after a number, a line break or several signs. */
    private static void findWordStarts(int words, long[] letters, long[] gaps, long[] afterPrefix, long[] starts) {
        long old = 0;
        for (int word = 0; word < words; word++) {
            long letter = letters[word];
            long before = letter | gaps[word];
            starts[word] |= letter & ~(before << 1 | old >>> 63) & ~afterPrefix[word];
            old = before;
        }
    }

    /** An apostrophe may begin a contraction where it starts a piece. */
    @Override
    void findCandidates(int words) {
        for (int word = 0; word < words; word++) {
            candidates[word] = signStarts[word] & planes.apostrophe[word];
            anyCandidates |= candidates[word];
        }
    }

    @Override
    void contraction(byte[] text, int apostrophe, int length) {
        int end = Runs.contractionIgnoringCase(text, apostrophe, length);
        if (end > apostrophe && end < length && isLetter(end)) {
            set(starts, end);
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
        boolean afterOther = from > 0 && !isLetter(from - 1) && !bit(planes.number, from - 1);
        while (afterOther && from < length && bit(planes.newline, from)) {
            from++;
        }
        for (int i = from + 1; i < length; i++) {
            clear(starts, i);
        }
    }
}
