package dev.millrace.tokenizer.split;

/** The bit-plane form of {@link Cl100kSplitter}. */
final class Cl100kBlockSplitter extends BlockSplitter {
    private final int digits;
    private final boolean wholeTail;
    /** One bit per byte: starts after line breaks that a piece of punctuation has swallowed. */
    private final long[] afterSwallowed = new long[(WINDOW >> 6) + 2];

    Cl100kBlockSplitter(Cl100kSplitter exact, CharClasses classes, int digits, boolean wholeTail) {
        super(exact, classes, false);
        this.digits = digits;
        this.wholeTail = wholeTail;
    }

    @Override
    void findStarts(byte[] text, int length) {
        int words = length + 63 >> 6;
        long oldLetters = 0;
        long oldNumbers = 0;
        long oldNumberStarts = 0;
        long oldOthers = 0;
        long oldOtherStarts = 0;
        long oldSpaces = 0;
        long oldBlanks = 0;
        long oldNewlines = 0;
        long firstCharCarry = 0;
        long swallowCarry = 0;
        long runCarry = 0;
        long spaces = planes.blank[0] | planes.tab[0] | planes.newline[0];
        for (int word = 0; word < words; word++) {
            long letters = planes.upper[word] | planes.lower[word] | planes.caseless[word];
            long numbers = planes.number[word];
            long newlines = planes.newline[word];
            long blanks = planes.blank[word];
            long continuation = planes.continuation[word];
            long valid = word == words - 1 ? -1L >>> -length : -1L;
            long others = ~(letters | numbers | spaces) & valid;
            long nextSpaces = planes.blank[word + 1] | planes.tab[word + 1] | planes.newline[word + 1];

            long afterNumber = numbers << 1 | oldNumbers >>> 63;
            long afterOther = others << 1 | oldOthers >>> 63;
            long afterNewline = newlines << 1 | oldNewlines >>> 63;

            // ' ?[^\s\p{L}\p{N}]+': punctuation starts unless it goes on or has a space before it.
            long otherStarts = others & ~afterOther & ~(blanks << 1 | oldBlanks >>> 63);
            // '[^\r\n\p{L}\p{N}]?\p{L}+': where the piece has one character of punctuation so far, letters go on.
            long more = others & continuation;
            long second = otherStarts << 1 | oldOtherStarts >>> 63;
            long sum = more + second + firstCharCarry;
            firstCharCarry = ((more & second) | ((more | second) & ~sum)) >>> 63;
            long afterPrefix = sum & ~more;
            long letterStarts = letters
                    & ~(letters << 1 | oldLetters >>> 63)
                    & (afterNumber | afterNewline | afterOther & ~afterPrefix);
            // '\p{N}{1,3}' or '\p{N}'.
            long numberStarts = 0;
            if (numbers != 0) {
                if (digits == 1) {
                    numberStarts = numbers & ~continuation;
                } else {
                    numberStarts = numberStarts(numbers, oldNumbers, oldNumberStarts, afterNumber);
                    doubts[word] = numbers & continuation;
                }
            }

            // '[\r\n]*' after punctuation: line breaks that go with it.
            long swallowed = newlines & afterOther;
            long runStarts = spaces & ~(spaces << 1 | oldSpaces >>> 63) & ~swallowed;
            long spacesOnly = spaces & ~newlines;
            long afterSwallow = 0;
            if ((swallowed | swallowCarry) != 0) {
                long swallowSum = newlines + swallowed + swallowCarry;
                swallowCarry = Long.compareUnsigned(swallowSum, newlines) < 0 ? 1 : 0;
                afterSwallow = swallowSum & ~newlines & spacesOnly;
            }
            afterSwallowed[word] = afterSwallow;
            // The last character of white space before something else stands alone or begins the next piece.
            long lastSpaces = spacesOnly & ~(spaces >>> 1 | nextSpaces << 63);
            if (word == words - 1) {
                lastSpaces &= ~(1L << length - 1);
            }
            long afterLines = spacesOnly & afterNewline;
            long wide = lastSpaces & continuation;
            starts[word] |= otherStarts | letterStarts | numberStarts | runStarts | afterLines | lastSpaces & ~wide;
            if (wide != 0) {
                startAtFirstBytes(wide, word);
            }
            // '\s*[\r\n]+': white space between line breaks starts no piece.
            if ((afterLines | runCarry) != 0) {
                long runSum = spacesOnly + afterLines + runCarry;
                runCarry = Long.compareUnsigned(runSum, spacesOnly) < 0 ? 1 : 0;
                long between = runSum & ~spacesOnly & newlines;
                if (between != 0) {
                    dropStartsOfRuns(between, word, afterSwallowed);
                }
            }
            candidates[word] = otherStarts & planes.apostrophe[word];
            anyCandidates |= candidates[word];
            oldLetters = letters;
            oldNumbers = numbers;
            oldNumberStarts = numberStarts;
            oldOthers = others;
            oldOtherStarts = otherStarts;
            oldSpaces = spaces;
            oldBlanks = blanks;
            oldNewlines = newlines;
            spaces = nextSpaces;
        }
    }

    /** Every third digit of a run starts a piece. */
    static long numberStarts(long numbers, long oldNumbers, long oldStarts, long afterNumber) {
        long starts = numbers & ~afterNumber;
        long fourth = numbers & afterNumber & (numbers << 2 | oldNumbers >>> 62) & (numbers << 3 | oldNumbers >>> 61);
        long more = oldStarts >>> 61 & fourth;
        starts |= more;
        for (long third = starts << 3 & fourth; third != 0; third = third << 3 & fourth) {
            starts |= third;
        }
        return starts;
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
