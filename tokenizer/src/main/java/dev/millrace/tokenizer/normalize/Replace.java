package dev.millrace.tokenizer.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.unicode.CodePoints;

/** Replaces every match of a pattern by a string. */
public final class Replace implements Normalizer {
    private final Pattern pattern;
    /** Whether a search keeps nothing, so that any thread may try one. */
    private final boolean stateless;

    private final byte[] replacement;

    /** Finds what is to be replaced; immutable. */
    public interface Pattern {
        /**
         * Returns the first match at or after {@code at} in {@code text[from, to)} as its start in the upper half and
         * its end in the lower one, or -1. What stands between {@code from} and {@code at} is context.
         */
        long find(byte[] text, int from, int to, int at);

        /** The same for one thread, which may keep what it needs from search to search. */
        default Pattern forOneThread() {
            return this;
        }
    }

    /** Puts {@code replacement} in place of every match of {@code pattern}, from left to right. */
    public Replace(Pattern pattern, String replacement) {
        this.pattern = pattern;
        stateless = pattern.forOneThread() == pattern;
        this.replacement = replacement.getBytes(UTF_8);
    }

    /** A pattern that matches {@code literal}, which must not be empty. */
    public static Pattern literal(String literal) {
        byte[] sought = literal.getBytes(UTF_8);
        if (sought.length == 0) {
            throw new IllegalArgumentException("a literal pattern must not be empty, got \"\"");
        }
        return (text, from, to, at) -> {
            for (int i = at; i <= to - sought.length; i++) {
                if (text[i] == sought[0] && startsWith(text, i, sought)) {
                    return (long) i << 32 | i + sought.length;
                }
            }
            return -1;
        };
    }

    private static boolean startsWith(byte[] text, int i, byte[] sought) {
        for (int k = 1; k < sought.length; k++) {
            if (text[i + k] != sought[k]) {
                return false;
            }
        }
        return true;
    }

    /** The match after the one that ends at {@code end}; an empty one at its end does not count. */
    private static long next(Pattern pattern, byte[] text, int length, int end) {
        long match = pattern.find(text, 0, length, end);
        if (match != ((long) end << 32 | end) || match < 0) {
            return match;
        }
        if (end == length) {
            return -1;
        }
        int step = CodePoints.length(CodePoints.at(text, end, length));
        return pattern.find(text, 0, length, end + step);
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return stateless && pattern.find(text, from, to, from) < 0;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int length = text.length();
        Pattern seeker = text.seeker(pattern);
        long match = seeker.find(bytes, 0, length, 0);
        if (match < 0) {
            return;
        }
        text.begin();
        while (match >= 0) {
            int end = (int) match;
            text.copy((int) (match >>> 32));
            text.dropTo(end);
            text.insert(replacement);
            match = next(seeker, bytes, length, end);
        }
        text.copy(length);
        text.commit();
    }
}
