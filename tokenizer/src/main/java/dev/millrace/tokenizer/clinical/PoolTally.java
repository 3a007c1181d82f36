package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.Encoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Adds up what a pool decides about documents.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class PoolTally {
    private final WordPool pool;
    private final Encoder encoder;
    private final long[] wordsWon;
    private final long[] tokensSaved;
    private long spacedWords;
    private long baseTokens;
    private long tokens;
    private long sentences;
    private long pooledSentences;
    private long fallbacks;
    private long words;

    PoolTally(WordPool pool, Function<SentenceEncoder.Listener, Encoder> encoders) {
        this.pool = pool;
        wordsWon = new long[pool.types().size()];
        tokensSaved = new long[pool.types().size()];
        encoder = encoders.apply(this::count);
    }

    /** Adds the document {@code src[from, to)}. */
    public void add(byte[] src, int from, int to) {
        boolean inWord = false;
        for (int i = from; i < to; i++) {
            boolean isSpace = isSpace(src[i]);
            spacedWords += !isSpace && !inWord ? 1 : 0;
            inWord = !isSpace;
        }
        encoder.count(src, from, to);
    }

    private void count(Word[] sentence, int[] starts, boolean[] isProtected, int size, boolean pooled) {
        boolean differs = false;
        boolean blank = true;
        pooledSentences += pooled ? 1 : 0;
        words += size;
        for (int i = 0; i < size; i++) {
            Word word = sentence[i];
            boolean wins = word.winner != Word.BASE && !isProtected[i];
            differs |= wins;
            blank = blank && isBlank(word.text);
            baseTokens += word.base.length;
            tokens += (pooled && wins ? word.pool : word.base).length;
            if (pooled && wins) {
                wordsWon[word.winner]++;
                tokensSaved[word.winner] += word.base.length - word.pool.length;
            }
        }
        fallbacks += differs && !pooled ? 1 : 0;
        sentences += blank ? 0 : 1;
    }

    private static boolean isBlank(byte[] word) {
        for (byte b : word) {
            if (!isSpace(b)) {
                return false;
            }
        }
        return word.length > 0; // a word that is not remembered has no text
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** Words as white space parts them: what fertility refers to. */
    public long spacedWords() {
        return spacedWords;
    }

    /** Tokens that the base makes. */
    public long baseTokens() {
        return baseTokens;
    }

    /** Tokens that the pool makes. */
    public long tokens() {
        return tokens;
    }

    /** Sentences that are not blank. */
    public long sentences() {
        return sentences;
    }

    /** Sentences with tokens of a type. */
    public long pooledSentences() {
        return pooledSentences;
    }

    /** Sentences in which types have won words, but that have fallen back to the base's tokens. */
    public long fallbacks() {
        return fallbacks;
    }

    /** Words as the base's pre-tokenizer parts them. */
    public long words() {
        return words;
    }

    /** How many of these have the tokens of each type. */
    public Map<String, Long> wordsWon() {
        return byType(wordsWon);
    }

    /** How many tokens fewer than the base's each type made of the words that it won. */
    public Map<String, Long> tokensSaved() {
        return byType(tokensSaved);
    }

    private Map<String, Long> byType(long[] counts) {
        Map<String, Long> byType = new LinkedHashMap<>();
        for (int type = 0; type < counts.length; type++) {
            byType.put(pool.types().get(type).name(), counts[type]);
        }
        return byType;
    }
}
