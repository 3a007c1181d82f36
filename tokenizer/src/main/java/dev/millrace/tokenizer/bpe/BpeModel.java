package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * A byte-level byte-pair encoding.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class BpeModel {
    final Vocabulary vocabulary;
    final MergeTable merges;
    final int[] byteIds;
    final boolean wholePieceFirst;
    /** Whether every byte has an id; else bytes are dropped, and tokens do not tell where in the text they are. */
    final boolean complete;

    final BytePairs bytePairs;
    final MergeIndex index;

    private final Boundaries boundaries;

    /**
     * A model.
     *
     * @param vocabulary the tokens
     * @param merges which pairs merge
     * @param byteIds id of each of the 256 single bytes, -1 for a byte that is not in the vocabulary and is dropped
     * @param wholePieceFirst whether a piece that is a token becomes that token, merges or not ({@code ignore_merges})
     */
    public BpeModel(Vocabulary vocabulary, MergeTable merges, int[] byteIds, boolean wholePieceFirst) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.byteIds = byteIds.clone();
        this.wholePieceFirst = wholePieceFirst;
        complete = Arrays.stream(byteIds).allMatch(id -> id >= 0);
        boundaries = new Boundaries(vocabulary);
        index = new MergeIndex(merges);
        bytePairs = new BytePairs(vocabulary, merges, this.byteIds);
    }

    Boundaries boundaries() {
        return boundaries;
    }

    /** The tokens. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** Which pairs merge. */
    public MergeTable merges() {
        return merges;
    }

    /** The id of a single byte, 0 to 255, or -1 if the vocabulary lacks it and it is dropped. */
    public int byteId(int value) {
        return byteIds[value];
    }

    /**
     * Writes the ids of the bytes {@code text[from, to)} that have one to {@code ids} from {@code at} on, where there must be
     * room for one per byte, and returns how many they are.
     */
    int symbols(byte[] text, int from, int to, int[] ids, int at) {
        int n = 0;
        for (int i = from; i < to; i++) {
            int id = byteIds[text[i] & 0xff];
            ids[at + n] = id;
            n += id >= 0 ? 1 : 0;
        }
        return n;
    }

    /** Whether a piece that is a token becomes that token, merges or not. */
    public boolean takesWholePieces() {
        return wholePieceFirst;
    }

    /** Returns a new worker, for one thread. */
    public BpeWorker newWorker() {
        return new BpeWorker(this);
    }

    /** Returns a new worker that encodes many pieces at a time and remembers them, for one thread. */
    public BpeBatch newBatch() {
        return new BpeBatch(this, new PieceCache(Math.min(vocabulary.size(), PieceCache.ID_LIMIT)));
    }

    /** Returns a new worker for pieces of any length, for one thread. */
    public LongPieceEncoder newLongPieceEncoder() {
        return new LongPieceEncoder(this);
    }
}
