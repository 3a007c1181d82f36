package dev.millrace.tokenizer.split;

/** The bit-plane form of {@link Gpt2Splitter}. */
final class Gpt2BlockSplitter extends BlockSplitter {

    Gpt2BlockSplitter(Gpt2Splitter exact, CharClasses classes) {
        super(exact, classes, false);
    }

    @Override
    void findStarts(byte[] text, int length) {
        int words = length + 63 >> 6;
        long oldLetters = 0;
        long oldNumbers = 0;
        long oldOthers = 0;
        long oldSpaces = 0;
        long oldBlanks = 0;
        long spaces = spaces(0);
        for (int word = 0; word < words; word++) {
            long letters = planes.upper[word] | planes.lower[word] | planes.caseless[word];
            long numbers = planes.number[word];
            long blanks = planes.blank[word];
            long valid = word == words - 1 ? -1L >>> -length : -1L;
            long others = ~(letters | numbers | spaces) & valid;
            long nextSpaces = spaces(word + 1);

            long noBlank = ~(blanks << 1 | oldBlanks >>> 63);
            long letterStarts = letters & ~(letters << 1 | oldLetters >>> 63) & noBlank;
            long numberStarts = numbers & ~(numbers << 1 | oldNumbers >>> 63) & noBlank;
            long otherStarts = others & ~(others << 1 | oldOthers >>> 63) & noBlank;
            long spaceStarts = spaces & ~(spaces << 1 | oldSpaces >>> 63);
            // The last character of white space before something else stands alone or begins the next piece.
            long lastSpaces = spaces & ~(spaces >>> 1 | nextSpaces << 63);
            if (word == words - 1) {
                lastSpaces &= ~(1L << length - 1);
            }
            long found = starts[word] | letterStarts | numberStarts | otherStarts | spaceStarts;
            long wide = lastSpaces & planes.continuation[word];
            starts[word] = found | lastSpaces & ~wide;
            if (wide != 0) {
                startAtFirstBytes(wide, word);
            }
            candidates[word] = otherStarts & planes.apostrophe[word];
            anyCandidates |= candidates[word];
            oldLetters = letters;
            oldNumbers = numbers;
            oldOthers = others;
            oldSpaces = spaces;
            oldBlanks = blanks;
            spaces = nextSpaces;
        }
    }

    private long spaces(int word) {
        return planes.blank[word] | planes.tab[word] | planes.newline[word];
    }

    /** A contraction goes with its apostrophe; letters that follow it start a piece. */
    @Override
    void contraction(byte[] text, int apostrophe, int length) {
        int end = Runs.contraction(text, apostrophe, length);
        if (end > apostrophe) {
            clear(starts, apostrophe + 1);
            if (end < length && isLetter(end)) {
                set(starts, end);
            }
        }
    }
}
