package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.general.PieceGroups;
import org.jspecify.annotations.Nullable;

/**
 * Collects the words of a sentence, then gives them as the pool encodes them, or all as the base does if the pool cuts
 * the sentence finer.
 *
 * <p>A sentence ends at a line end, after {@code .}, {@code !} or {@code ?} (and quotes or brackets closing after it)
 * before white space, and after {@value #LONGEST} words. Placeholders of removed names such as {@code [**Name**]} are
 * always encoded as the base does.
 *
 * <p><b>Thread safety:</b> none; a worker of one encoder.
 */
final class SentenceEncoder implements PieceGroups {
    private static final int LONGEST = 512;
    /** Bytes within which a placeholder must close. */
    private static final int LONGEST_PLACEHOLDER = 128;

    private final PoolOptions options;
    private final WordScorer scorer;
    private final @Nullable Listener listener;
    private final Word[] words = new Word[LONGEST];
    /** Where each word starts in its text, and whether it is protected. */
    private final int[] starts = new int[LONGEST];

    private final boolean[] isProtected = new boolean[LONGEST];
    private int size;
    private boolean complete;
    private boolean pooled;
    /** The next id to hand out. */
    private int wordAt;

    private int idAt;
    /** End of the placeholder found last, in {@link #placeholderText}. */
    private int placeholderEnd;

    private byte[] placeholderText = {};

    /** Is told of each sentence. */
    interface Listener {
        /** The words {@code [0, size)} of a sentence; valid during the call. */
        void sentence(Word[] words, int[] starts, boolean[] isProtected, int size, boolean pooled);
    }

    SentenceEncoder(WordPool pool, WordScorer scorer, @Nullable Listener listener) {
        options = pool.options();
        this.scorer = scorer;
        this.listener = listener;
    }

    @Override
    public void begin() {
        size = 0;
        complete = false;
        placeholderEnd = 0;
        placeholderText = new byte[0];
    }

    @Override
    public boolean add(byte[] text, int from, int to, int end) {
        words[size] = scorer.word(text, from, to);
        starts[size] = from;
        isProtected[size++] = meetsPlaceholder(text, from, to, end);
        return (size == LONGEST || endsSentence(text, from, to, end)) && close();
    }

    @Override
    public boolean close() {
        if (size == 0) {
            return false;
        }
        long base = 0;
        long pool = 0;
        boolean differs = false;
        for (int i = 0; i < size; i++) {
            Word word = words[i];
            base += word.base.length;
            boolean wins = word.winner != Word.BASE && !isProtected[i];
            pool += wins ? word.pool.length : word.base.length;
            differs |= wins;
        }
        pooled = differs && options.keeps(pool, base);
        complete = true;
        wordAt = 0;
        idAt = 0;
        if (listener != null) {
            listener.sentence(words, starts, isProtected, size, pooled);
        }
        return true;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        if (!complete) {
            return 0;
        }
        int at = from;
        while (at < to && wordAt < size) {
            int[] ids = pooled && !isProtected[wordAt] ? words[wordAt].pool : words[wordAt].base;
            while (idAt < ids.length && at < to) {
                dst[at++] = ids[idAt++];
            }
            if (idAt == ids.length) {
                wordAt++;
                idAt = 0;
            }
        }
        if (wordAt == size) {
            size = 0;
            complete = false;
        }
        return at - from;
    }

    private static boolean endsSentence(byte[] text, int from, int to, int end) {
        if (text[to - 1] == '\n') {
            return true;
        }
        if (to == end) {
            return false; // the text ends, which ends the sentence
        }
        if (text[to] == '\n' || text[to] == '\r') {
            return true;
        }
        int last = to - 1;
        while (last > from && isClosing(text[last])) {
            last--;
        }
        boolean isStop = text[last] == '.' || text[last] == '!' || text[last] == '?';
        return isStop && (text[to] == ' ' || text[to] == '\t');
    }

    private static boolean isClosing(byte b) {
        return b == '"' || b == '\'' || b == ')' || b == ']';
    }

    private boolean meetsPlaceholder(byte[] text, int from, int to, int end) {
        boolean meets = text == placeholderText && from < placeholderEnd;
        for (int i = Math.max(from, meets ? placeholderEnd : from); i < to; i++) {
            int close = text[i] == '[' ? placeholderEnd(text, i, end) : -1;
            if (close >= 0) {
                placeholderText = text;
                placeholderEnd = close;
                meets = true;
                i = close - 1;
            }
        }
        return meets;
    }

    /** The end of the placeholder that starts at {@code at}, or -1 if none does. */
    private static int placeholderEnd(byte[] text, int at, int end) {
        if (at + 6 > end || text[at + 1] != '*' || text[at + 2] != '*') {
            return -1;
        }
        int last = Math.min(end, at + LONGEST_PLACEHOLDER) - 3;
        for (int i = at + 3; i <= last && text[i] != '\n'; i++) {
            if (text[i] == '*' && text[i + 1] == '*' && text[i + 2] == ']') {
                return i + 3;
            }
        }
        return -1;
    }
}
