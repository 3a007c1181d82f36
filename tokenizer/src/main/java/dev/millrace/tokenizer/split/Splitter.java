package dev.millrace.tokenizer.split;

import org.jspecify.annotations.Nullable;

/**
 * Cuts text into pieces without looking at what came before: the regular expressions of byte-level tokenizers, compiled
 * by hand over UTF-8 bytes. Text that is not well-formed is cut too: each stray byte counts as a character that is no
 * letter, number or white space.
 *
 * <p><b>Thread safety:</b> immutable; share one instance among all threads.
 */
public interface Splitter {

    /**
     * Returns the end of the piece of {@code text[from, to)} that starts at {@code from}; {@code from < to} is required,
     * and {@code to} counts as the end of the text.
     */
    int next(byte[] text, int from, int to);

    /**
     * As {@link #next(byte[], int, int)}, where the text starts at {@code start} and {@code from} is the end of the piece
     * before. It makes a difference only to splitters that cut in the midst of characters.
     */
    default int next(byte[] text, int start, int from, int to) {
        return next(text, from, to);
    }

    /** A worker that cuts in the same way but many bytes at a time, or null if there is none. */
    default @Nullable BlockSplitter newBlockSplitter() {
        return null;
    }

    /** Whether an ASCII letter and a space or line feed after it are never in one piece. */
    default boolean cutsBetweenLetterAndSpace() {
        return false;
    }
}
