package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.RegexClasses;

/**
 * Removes white space from the ends of a text.
 *
 * @param left whether it is removed from the start
 * @param right whether it is removed from the end
 */
public record Strip(boolean left, boolean right) implements Normalizer {

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return start(text, from, to) == from && end(text, from, to) == to;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int start = start(bytes, 0, text.length());
        int end = end(bytes, start, text.length());
        if (start > 0 || end < text.length()) {
            text.begin();
            text.dropTo(start);
            text.copy(end);
            text.commit();
        }
    }

    private int start(byte[] text, int from, int to) {
        int i = from;
        while (left && i < to) {
            int c = CodePoints.at(text, i, to);
            if (!RegexClasses.isWhiteSpace(c)) {
                break;
            }
            i += CodePoints.length(c);
        }
        return i;
    }

    private int end(byte[] text, int from, int to) {
        int i = to;
        while (right && i > from) {
            int c = CodePoints.before(text, from, i);
            if (!RegexClasses.isWhiteSpace(c)) {
                break;
            }
            i -= CodePoints.length(c);
        }
        return i;
    }
}
