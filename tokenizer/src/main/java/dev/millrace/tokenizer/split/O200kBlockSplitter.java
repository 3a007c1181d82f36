package dev.millrace.tokenizer.split;

/** The bit-plane form of {@link O200kSplitter}. */
final class O200kBlockSplitter extends BlockSplitter {
    private final int digits;
    private final boolean contractions;
    private final long[] afterSwallowed = new long[(WINDOW >> 6) + 2];
    private int contractionEnd;
    /** The word characters in {@code [wordFrom, wordTo)} are known to be without a gap. */
    private int wordFrom;

    private int wordTo;

    O200kBlockSplitter(O200kSplitter exact, CharClasses classes, int digits, boolean contractions) {
        super(exact, classes, true);
        this.digits = digits;
        this.contractions = contractions;
    }

    @Override
    void findStarts(byte[] text, int length) {
        int words = length + 63 >> 6;
        contractionEnd = -1;
        wordFrom = 0;
        wordTo = 0;
        long oldLetters = 0;
        long oldLower = 0;
        long oldBoth = 0;
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
            long upper = planes.upper[word];
            long lower = planes.lower[word];
            long marks = planes.mark[word];
            long both = planes.caseless[word] | marks;
            long letters = upper | lower | both;
            long numbers = planes.number[word];
            long newlines = planes.newline[word];
            long blanks = planes.blank[word];
            long continuation = planes.continuation[word];
            long valid = word == words - 1 ? -1L >>> -length : -1L;
            long others = ~(letters | numbers | spaces) & valid;
            long nextSpaces = planes.blank[word + 1] | planes.tab[word + 1] | planes.newline[word + 1];

            long afterLetter = letters << 1 | oldLetters >>> 63;
            long afterNumber = numbers << 1 | oldNumbers >>> 63;
            long afterOther = others << 1 | oldOthers >>> 63;
            long afterNewline = newlines << 1 | oldNewlines >>> 63;

            // ' ?[^\s\p{L}\p{N}]+': punctuation starts unless it goes on or has a space before it.
            long otherStarts = others & ~afterOther & ~(blanks << 1 | oldBlanks >>> 63);
            // 'P?': where the piece has one character of punctuation so far, letters go on.
            long more = others & continuation;
            long second = otherStarts << 1 | oldOtherStarts >>> 63;
            long sum = more + second + firstCharCarry;
            firstCharCarry = ((more & second) | ((more | second) & ~sum)) >>> 63;
            long afterPrefix = sum & ~more;
            long letterStarts = letters & ~afterLetter & (afterNumber | afterNewline | afterOther & ~afterPrefix);
            // 'U*L+': an upper-case letter ends a word that has had its lower-case ones.
            letterStarts |= upper & (lower << 1 | oldLower >>> 63);
            // After a letter without case it depends on what follows; a mark may be a prefix or punctuation.
            long doubt = upper & (both << 1 | oldBoth >>> 63) | marks & ~afterLetter;
            long numberStarts = 0;
            if (numbers != 0) {
                if (digits == 1) {
                    numberStarts = numbers & ~continuation;
                } else {
                    numberStarts = Cl100kBlockSplitter.numberStarts(numbers, oldNumbers, oldNumberStarts, afterNumber);
                    doubt |= numbers & continuation;
                }
            }

            // '[\r\n/]*' after punctuation: line breaks that go with it.
            long swallowed = newlines & afterOther;
            long runStarts = spaces & ~(spaces << 1 | oldSpaces >>> 63) & ~swallowed;
            long spacesOnly = spaces & ~newlines;
            long afterSwallow = 0;
            if ((swallowed | swallowCarry) != 0) {
                long swallowSum = newlines + swallowed + swallowCarry;
                swallowCarry = Long.compareUnsigned(swallowSum, newlines) < 0 ? 1 : 0;
                afterSwallow = swallowSum & ~newlines;
                doubt |= slashes(text, word, afterSwallow & others);
                afterSwallow &= spacesOnly;
            }
            afterSwallowed[word] = afterSwallow;
            doubts[word] = doubt;
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
            candidates[word] = contractions ? planes.apostrophe[word] & afterLetter : 0;
            anyCandidates |= candidates[word];
            oldLetters = letters;
            oldLower = lower;
            oldBoth = both;
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

    private static long slashes(byte[] text, int word, long candidates) {
        long slashes = 0;
        for (long left = candidates; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            slashes |= text[(word << 6) + bit] == '/' ? 1L << bit : 0;
        }
        return slashes;
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
