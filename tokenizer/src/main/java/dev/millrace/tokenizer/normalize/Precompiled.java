package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.unicode.GraphemeClusters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The {@code Precompiled} normalizer: SentencePiece's table of replacements, a double-array trie whose values point into
 * a list of texts that end with NUL. As in the reference library, a grapheme cluster of less than six bytes is replaced
 * as a whole by the text of the <em>shortest</em> key that it begins with; any other is replaced character by character.
 *
 * @see <a href="https://github.com/google/sentencepiece/blob/master/doc/normalization.md">SentencePiece, Use custom
 *     normalization rule</a>
 */
public final class Precompiled implements Normalizer {
    private static final int WHOLE_CLUSTER = 6;
    private static final int NONE = -1;

    /**
     * Per unit: label in the low eight bits, bit 8 if a key ends here, offset of the children above; a unit with bit 31
     * is a value.
     */
    private final int[] units;

    private final byte[] texts;
    /** Whether a key may begin with each byte. */
    private final boolean[] firstBytes = new boolean[256];

    /**
     * A normalizer.
     *
     * @param charsMap bytes of the trie as 32 bits, the trie in units of 32 bits, the texts; all little endian
     * @throws IllegalArgumentException if the trie does not fit in
     */
    public Precompiled(byte[] charsMap) {
        ByteBuffer in = ByteBuffer.wrap(charsMap).order(ByteOrder.LITTLE_ENDIAN);
        int bytes = charsMap.length < 4 ? -1 : in.getInt();
        if (bytes < 4 || bytes > in.remaining()) {
            throw new IllegalArgumentException("a trie must have 4 to " + in.remaining() + " bytes, got " + bytes);
        }
        units = new int[bytes / 4];
        in.asIntBuffer().get(units);
        texts = Arrays.copyOfRange(charsMap, 4 + units.length * 4, charsMap.length);
        for (int b = 1; b < 256; b++) {
            firstBytes[b] = label(unit(offset(units[0]) ^ b)) == b;
        }
    }

    private int unit(int at) {
        return at >= 0 && at < units.length ? units[at] : 1 << 31;
    }

    private static int label(int unit) {
        return unit & (1 << 31 | 0xFF);
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >> 6);
    }

    /** Where the text starts that replaces {@code text[from, to)}, or {@link #NONE}. */
    private int find(byte[] text, int from, int to) {
        int at = offset(units[0]);
        for (int i = from; i < to && text[i] != 0; i++) {
            at ^= text[i] & 0xFF;
            int unit = unit(at);
            if (label(unit) != (text[i] & 0xFF)) {
                return NONE;
            }
            at ^= offset(unit);
            if ((unit >>> 8 & 1) != 0) {
                return unit(at) & Integer.MAX_VALUE;
            }
        }
        return NONE;
    }

    private byte[] textAt(int start) {
        int end = Math.min(start, texts.length);
        while (end < texts.length && texts[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(texts, Math.min(start, texts.length), end);
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return nextSuspect(text, from, to) == to;
    }

    /** The next byte with which a key may begin. */
    private int nextSuspect(byte[] text, int from, int to) {
        int i = from;
        while (i < to && !firstBytes[text[i] & 0xFF]) {
            i++;
        }
        return i;
    }

    @Override
    public void apply(NormalizedText text) {
        byte[] bytes = text.bytes();
        int length = text.length();
        if (leavesAlone(bytes, 0, length)) {
            return;
        }
        Replacement out = new Replacement(text);
        text.begin();
        for (int i = 0, end; i < length; i = end) {
            boolean alone = isAlone(bytes, i, length);
            end = alone ? i + 1 : GraphemeClusters.end(bytes, i, length);
            if (alone && !firstBytes[bytes[i]]) {
                continue;
            }
            int found = end - i < WHOLE_CLUSTER ? find(bytes, i, end) : NONE;
            if (found != NONE) {
                out.replace(i, end, textAt(found));
            } else {
                replaceCharacters(bytes, i, end, out);
            }
        }
        out.finish(length);
        text.commit();
    }

    /** Whether {@code text[i]} is a cluster, as most ASCII is. */
    private static boolean isAlone(byte[] text, int i, int length) {
        return text[i] >= 0 && text[i] != '\r' && (i + 1 == length || text[i + 1] >= 0);
    }

    private void replaceCharacters(byte[] text, int from, int to, Replacement out) {
        for (int i = from, end; i < to; i = end) {
            end = i + CodePoints.length(CodePoints.at(text, i, to));
            int found = find(text, i, end);
            if (found != NONE) {
                out.replace(i, end, textAt(found));
            }
        }
    }

    /**
     * Replaces stretches of the old text. Where the alignments of the reference library are wanted, what is emitted last
     * waits, because characters that become nothing are removed with the character before them.
     */
    private static final class Replacement {
        private final NormalizedText text;
        private final boolean followsLibrary;
        /** A code point that waits, or -1, and its change. */
        private int waiting = -1;

        private int change;
        /** Characters that became nothing at the start of the text; they go with the first that stays. */
        private int removedFirst;

        private boolean begun;
        private int done;

        Replacement(NormalizedText text) {
            this.text = text;
            followsLibrary = text.followsLibrary();
        }

        void replace(int from, int to, byte[] by) {
            keep(from);
            done = to;
            if (!followsLibrary) {
                text.dropTo(to);
                text.insert(by);
                return;
            }
            int oldCharacters = count(text.bytes(), from, to);
            int newCharacters = count(by, 0, by.length);
            if (newCharacters == 0) {
                remove(oldCharacters, to);
                return;
            }
            for (int i = 0, n = 1, c; i < by.length; i += CodePoints.length(c), n++) {
                c = CodePoints.at(by, i, by.length);
                emit(c, n > oldCharacters ? 1 : n == newCharacters ? newCharacters - oldCharacters : 0);
            }
        }

        private void remove(int characters, int to) {
            if (waiting >= 0) {
                change -= characters;
            } else if (begun) {
                text.dropTo(to);
            } else {
                removedFirst += characters;
            }
        }

        private void emit(int codePoint, int codePointChange) {
            flush();
            waiting = codePoint;
            change = codePointChange - removedFirst;
            removedFirst = 0;
            begun = true;
        }

        private void flush() {
            if (waiting >= 0) {
                text.emit(waiting, change);
                waiting = -1;
            }
        }

        /** Keeps what is between the replacement before and {@code to}. */
        private void keep(int to) {
            if (done == to) {
                return;
            }
            if (removedFirst > 0) {
                int c = CodePoints.at(text.bytes(), done, to);
                emit(c, 0);
                done += CodePoints.length(c);
            }
            flush();
            text.copy(to);
            begun = true;
        }

        void finish(int length) {
            keep(length);
            flush();
        }

        private static int count(byte[] text, int from, int to) {
            int n = 0;
            for (int i = from; i < to; n++) {
                i += CodePoints.length(CodePoints.at(text, i, to));
            }
            return n;
        }
    }
}
