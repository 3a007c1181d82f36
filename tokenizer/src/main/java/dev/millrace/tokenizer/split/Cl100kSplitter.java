package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;

/**
 * {@code '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}
 * and its kin: Llama 3 has the same expression, Qwen one digit in place of three, and the cl100k of tiktoken takes white
 * space that ends the text as one piece.
 */
public final class Cl100kSplitter implements Splitter {
    private final CharClasses classes;
    private final int digits;
    private final boolean wholeTail;

    /**
     * A member of the family.
     *
     * @param digits most numbers in a piece
     * @param wholeTail whether {@code \s++$} comes before the other white space, as in tiktoken
     */
    public Cl100kSplitter(CharClasses classes, int digits, boolean wholeTail) {
        this.classes = classes;
        this.digits = digits;
        this.wholeTail = wholeTail;
    }

    /** What it takes for a letter, a number and white space. */
    public CharClasses classes() {
        return classes;
    }

    /** Most numbers in a piece. */
    public int digits() {
        return digits;
    }

    /** Whether white space that ends the text is one piece. */
    public boolean takesWholeTail() {
        return wholeTail;
    }

    @Override
    public BlockSplitter newBlockSplitter() {
        return new Cl100kBlockSplitter(this, classes, digits, wholeTail);
    }

    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return true;
    }

    @Override
    public int next(byte[] text, int from, int to) {
        int contraction = Runs.contractionIgnoringCase(text, from, to);
        if (contraction > from) {
            return contraction;
        }
        int at = classes.at(text, from, to);
        int second = from + (at >>> CLASS_BITS);
        if (Runs.in(Runs.LETTERS, at)) {
            return Runs.end(classes, Runs.LETTERS, text, second, to);
        }
        if (Runs.in(Runs.NUMBERS, at)) {
            return Runs.end(classes, Runs.NUMBERS, text, second, to, digits - 1);
        }
        if (Runs.in(Runs.PREFIXES, at)) {
            int end = Runs.end(classes, Runs.LETTERS, text, second, to);
            if (end > second) {
                return end;
            }
        }
        int start = text[from] == ' ' ? second : from;
        int end = Runs.end(classes, Runs.PUNCTUATION, text, start, to);
        if (end > start) {
            while (end < to && (text[end] == '\n' || text[end] == '\r')) {
                end++;
            }
            return end;
        }
        return Runs.spacesAndLines(classes, text, from, to, wholeTail);
    }
}
