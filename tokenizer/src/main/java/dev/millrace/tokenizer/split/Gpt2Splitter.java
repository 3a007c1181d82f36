package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;

/** {@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}. */
public final class Gpt2Splitter implements Splitter {
    private final CharClasses classes;

    /** A splitter that takes {@code classes} for what is a letter, a number and white space. */
    public Gpt2Splitter(CharClasses classes) {
        this.classes = classes;
    }

    /** What it takes for a letter, a number and white space. */
    public CharClasses classes() {
        return classes;
    }

    @Override
    public BlockSplitter newBlockSplitter() {
        return new Gpt2BlockSplitter(this, classes);
    }

    @Override
    public boolean cutsBetweenLetterAndSpace() {
        return true;
    }

    @Override
    public int next(byte[] text, int from, int to) {
        int contraction = Runs.contraction(text, from, to);
        if (contraction > from) {
            return contraction;
        }
        int start = text[from] == ' ' && from + 1 < to ? from + 1 : from;
        int at = classes.at(text, start, to);
        if (Runs.in(Runs.SPACES, at)) {
            return Runs.spaces(classes, text, from, to);
        }
        int run =
                Runs.in(Runs.LETTERS, at) ? Runs.LETTERS : Runs.in(Runs.NUMBERS, at) ? Runs.NUMBERS : Runs.PUNCTUATION;
        return Runs.end(classes, run, text, start + (at >>> CLASS_BITS), to);
    }
}
