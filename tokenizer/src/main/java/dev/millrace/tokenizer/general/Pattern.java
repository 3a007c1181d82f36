package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.normalize.Replace;
import dev.millrace.tokenizer.unicode.CodePoints;
import java.util.function.IntPredicate;

/** Finds matches in text; immutable. */
public interface Pattern extends Replace.Pattern {

    @Override
    default Pattern forOneThread() {
        return this;
    }

    /** Each character that passes {@code test} is a match. */
    static Pattern character(IntPredicate test) {
        return (text, from, to, at) -> {
            for (int i = at; i < to; ) {
                int c = CodePoints.at(text, i, to);
                int end = i + CodePoints.length(c);
                if (test.test(c)) {
                    return (long) i << 32 | end;
                }
                i = end;
            }
            return -1;
        };
    }

    /** Each longest run of characters that pass {@code test} is a match. */
    static Pattern run(IntPredicate test) {
        return (text, from, to, at) -> {
            int start = -1;
            int i = at;
            while (i < to) {
                int c = CodePoints.at(text, i, to);
                if (test.test(c)) {
                    start = start < 0 ? i : start;
                } else if (start >= 0) {
                    break;
                }
                i += CodePoints.length(c);
            }
            return start < 0 ? -1 : (long) start << 32 | i;
        };
    }
}
