package dev.millrace.tokenizer.split;

import static dev.millrace.tokenizer.split.CharClasses.CLASS_BITS;

/**
 * The {@code Digits} pre-tokenizer, every digit alone, before the expression of {@link Gpt2Splitter}, as StarCoder and
 * Command R have it. To the expression a digit is the end of the text.
 */
final class Gpt2DigitsSplitter implements Splitter {
    private final CharClasses classes = CharClasses.digits();

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
        int at = classes.at(text, from, to);
        int second = from + (at >>> CLASS_BITS);
        if (Runs.in(Runs.NUMBERS, at)) {
            return second;
        }
        if (text[from] == ' ' && second < to) {
            int after = classes.at(text, second, to);
            if (!Runs.in(Runs.SPACES | Runs.NUMBERS, after)) {
                return run(text, second + (after >>> CLASS_BITS), to, after);
            }
        }
        return Runs.in(Runs.SPACES, at)
                ? Runs.spaces(classes, Runs.NUMBERS, text, from, to)
                : run(text, second, to, at);
    }

    private int run(byte[] text, int i, int to, int first) {
        return Runs.end(classes, Runs.in(Runs.LETTERS, first) ? Runs.LETTERS : Runs.PUNCTUATION, text, i, to);
    }
}
