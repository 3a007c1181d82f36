package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.bpe.BpeWorker;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the segmentation of words, and remembers the words used last.
 *
 * <p>A candidate is what the base makes of a word, and what each type does, unless it is what the base makes as well or
 * has a token that its type never makes of its terms, that is one character, or that cuts one. The least surprise wins;
 * of equal ones the fewer tokens; of equal ones the base and then the first type.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
final class WordScorer {
    /** Longer words are the base's; nothing is gained by them, and they would fill the memory. */
    static final int LONGEST = 256;

    private static final int REMEMBERED = 1 << 14;

    private final WordPool pool;
    private final Surprise surprise;
    private final PoolBase.Encoder base;
    private final List<BpeWorker> types;
    private final WordCache cache;

    /** The candidate at hand: its ids, their number and what they add up to. */
    private int[] ids = new int[LONGEST];

    private int size;
    private long sum;

    WordScorer(WordPool pool) {
        this(pool, REMEMBERED);
    }

    WordScorer(WordPool pool, int remembered) {
        this.pool = pool;
        surprise = pool.options().surprise();
        base = pool.base().newEncoder();
        types = pool.types().stream().map(type -> type.model().newWorker()).toList();
        cache = new WordCache(remembered);
    }

    WordCache cache() {
        return cache;
    }

    /** The word {@code text[from, to)}, which is not empty. */
    Word word(byte[] text, int from, int to) {
        if (to - from > LONGEST) {
            int[] all = Arrays.copyOf(base.ids(), base.encode(text, from, to));
            return new Word(new byte[0], 0, all, all, Word.BASE);
        }
        int hash = WordCache.hash(text, from, to);
        Word word = cache.get(text, from, to, hash);
        if (word == null) {
            word = choose(Arrays.copyOfRange(text, from, to), hash);
            cache.put(word);
        }
        return word;
    }

    private Word choose(byte[] text, int hash) {
        boolean known = encodeWithBase(text);
        int[] baseIds = Arrays.copyOf(ids, size);
        int[] best = baseIds;
        int winner = Word.BASE;
        long least = known ? sum : -1;
        for (int type = 0; type < types.size() && hasLetter(text); type++) {
            if (!encodeWithType(type, text) || Arrays.equals(ids, 0, size, baseIds, 0, baseIds.length)) {
                continue;
            }
            int order = least < 0 ? -1 : surprise.compare(sum, size, least, best.length);
            if (order < 0 || order == 0 && size < best.length) {
                best = Arrays.copyOf(ids, size);
                least = sum;
                winner = type;
            }
        }
        return new Word(text, hash, baseIds, best, winner);
    }

    /** Encodes with the base; false if the word is unknown to it. */
    private boolean encodeWithBase(byte[] text) {
        size = base.encode(text, 0, text.length);
        if (ids.length < size) {
            ids = new int[size];
        }
        System.arraycopy(base.ids(), 0, ids, 0, size);
        sum = 0;
        boolean known = true;
        for (int i = 0; i < size; i++) {
            sum += pool.baseSurprise(ids[i]);
            known &= ids[i] != pool.base().unknown();
        }
        return known;
    }

    /** Encodes with a type; false if that is no candidate. */
    private boolean encodeWithType(int type, byte[] text) {
        BpeWorker worker = types.get(type);
        size = worker.encode(text, 0, text.length);
        WordPool.TypeTokens tokens = pool.typeTokens(type);
        sum = 0;
        for (int i = 0; i < size; i++) {
            int local = worker.ids()[i];
            ids[i] = (i == 0 ? tokens.starting() : tokens.continuing())[local];
            sum += (i == 0 ? tokens.startingSurprise() : tokens.continuingSurprise())[local];
            if (ids[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasLetter(byte[] text) {
        for (byte b : text) {
            if (b < 0 || (b | 0x20) >= 'a' && (b | 0x20) <= 'z') {
                return true;
            }
        }
        return false;
    }

    /** What type {@code type}, or {@link Word#BASE}, makes of a word, or null if that is no candidate. */
    @Nullable
    Scored candidate(int type, byte[] text) {
        boolean possible = type == Word.BASE ? encodeWithBase(text) : hasLetter(text) && encodeWithType(type, text);
        return possible ? new Scored(Arrays.copyOf(ids, size), surprise.bits(sum, size)) : null;
    }

    /** A candidate and its surprise in bits. */
    record Scored(int[] ids, double bits) {}
}
