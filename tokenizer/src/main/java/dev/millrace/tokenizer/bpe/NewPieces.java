package dev.millrace.tokenizer.bpe;

import static dev.millrace.tokenizer.bpe.PieceCache.LONGEST;

import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * Encodes what a {@link BpeBatch} has not found where it looked, and puts it into the cache. A class of its own, so that
 * HotSpot does not compile it into the loops of a batch, which are much more often run.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
final class NewPieces {
    private final BpeWorker worker;
    private final Vocabulary vocabulary;
    private final Boundaries boundaries;
    private final boolean wholePieceFirst;
    private final boolean complete;
    private final PieceCache cache;
    /** The ids of a long piece on their way into the cache. */
    private final int[] scratch = new int[LONGEST + 2];

    /** What {@link #lookUp} found last, packed as in {@link PieceCache}; 0 is no id. */
    private long value;

    private long more;

    NewPieces(BpeModel model, PieceCache cache) {
        this.cache = cache;
        worker = model.newWorker();
        vocabulary = model.vocabulary;
        boundaries = model.boundaries();
        wholePieceFirst = model.wholePieceFirst;
        complete = model.complete;
    }

    /**
     * Finds the values of those pieces that have none yet and are not too long for the cache. All in one go, because branches
     * and loads of what is done here are foreseen better the second time: held-out prose became 2 and 16 % faster in two
     * comparisons on a busy machine.
     *
     * @param pieces numbers of pieces, from 0 for piece {@code from}, among them all without a value
     * @param count how many numbers
     * @param values by number, the value
     * @param mores by number, the rest of the value
     */
    void find(byte[] text, int[] starts, int from, int[] pieces, int count, long[] values, long[] mores) {
        for (int k = 0; k < count; k++) {
            int i = pieces[k];
            if (values[i] == 0 && starts[from + i + 1] - starts[from + i] <= LONGEST) {
                lookUp(text, starts[from + i], starts[from + i + 1], false);
                values[i] = value;
                mores[i] = more;
            }
        }
    }

    /**
     * Encodes a piece of any length, through the cache if it is not too long for it: writes its ids to {@code dst} from
     * {@code at} on, where there must be room for one per byte and two more, and returns the index after the last one.
     */
    int append(byte[] text, int from, int to, int[] dst, int at) {
        return to - from > LONGEST ? encode(text, from, to, dst, at) : append(text, from, to, false, dst, at);
    }

    private int append(byte[] text, int from, int to, boolean isPart, int[] dst, int at) {
        lookUp(text, from, to, isPart);
        return value == 0 ? at : cache.unpack(value, more, dst, at);
    }

    /** Sets {@link #value} and {@link #more} to those of a piece of up to {@link PieceCache#LONGEST} bytes. */
    private void lookUp(byte[] text, int from, int to, boolean isPart) {
        if (to - from <= PieceCache.SHORT) {
            lookUpShort(text, from, to, isPart);
        } else {
            lookUpLong(text, from, to, isPart);
        }
    }

    private void lookUpShort(byte[] text, int from, int to, boolean isPart) {
        int length = to - from;
        long word = (long) BpeBatch.LONGS.get(text, from);
        boolean maybeToken = length > 0 && length <= PieceCache.SMALL && !isPart;
        long tokenHash = maybeToken ? TokenTable.hash(TokenTable.key(word, length)) : 0;
        // The batch may have met it first a few pieces ago.
        int id = maybeToken ? cache.tokens.find(tokenHash) : -1;
        if (id >= 0) {
            value = PieceCache.ONE | id;
            more = 0;
            return;
        }
        long low = ShortPieces.low(word, length);
        long high = ShortPieces.high((long) BpeBatch.LONGS.get(text, from + 8), length);
        high |= isPart && wholePieceFirst ? PieceCache.SHORT_PART : 0;
        long hash = PieceTable.hash(low, high);
        int found = cache.pieces.find(low, high, hash);
        if (found >= 0) {
            value = cache.pieces.words[found];
            more = cache.pieces.words[found + 1];
            return;
        }
        int count = isPart ? worker.merge(text, from, to) : worker.encode(text, from, to);
        if (!pack(worker.ids(), count)) {
            return;
        }
        // Where bytes are dropped, any number of pieces become one token; those would fill the table.
        boolean isToken = maybeToken && count == 1 && vocabulary.length(worker.ids()[0]) == length;
        if (!isToken || !cache.tokens.put(tokenHash, worker.ids()[0])) {
            cache.pieces.put(low, high, hash, value, more);
        }
    }

    private void lookUpLong(byte[] text, int from, int to, boolean isPart) {
        int mark = isPart && wholePieceFirst ? PieceCache.PART : 0;
        long hash = PieceCache.longHash(text, from, to, mark);
        int line = cache.findLong(text, from, to, hash, mark);
        if (line >= 0) {
            value = cache.longTable[line + PieceCache.LINE_VALUE];
            more = cache.longTable[line + PieceCache.LINE_VALUE + 1];
            return;
        }
        int count = isPart ? worker.merge(text, from, to) : encode(text, from, to, scratch, 0);
        if (pack(isPart ? worker.ids() : scratch, count)) {
            cache.putLong(text, from, to, hash, mark);
        }
    }

    private boolean pack(int[] ids, int count) {
        value = 0;
        if (count > 0) {
            cache.pack(ids, count);
            value = cache.packed;
            more = cache.packedMore;
        }
        return count > 0;
    }

    /**
     * Encodes a piece of more than 15 bytes as the parts between the places that no token spans, writes its ids to {@code dst}
     * from {@code at} on and returns the index after the last one. A vocabulary that lacks a byte drops it, which makes
     * neighbours of what is on its sides: then the piece is not cut.
     */
    private int encode(byte[] text, int from, int to, int[] dst, int at) {
        if (wholePieceFirst) {
            int whole = worker.whole(text, from, to);
            if (whole >= 0) {
                dst[at] = whole;
                return at + 1;
            }
        }
        int start = from;
        int cut = nextCut(text, from, to);
        while (cut < to) {
            at = part(text, start, cut, dst, at);
            start = cut;
            cut = nextCut(text, start, to);
        }
        // The whole of a piece without a cut is put down as such, not as a part as well.
        return start == from ? merge(text, from, to, dst, at) : part(text, start, to, dst, at);
    }

    private int nextCut(byte[] text, int from, int to) {
        return complete ? boundaries.nextCut(text, from, to) : to;
    }

    private int part(byte[] text, int from, int to, int[] dst, int at) {
        return to - from > LONGEST ? merge(text, from, to, dst, at) : append(text, from, to, true, dst, at);
    }

    private int merge(byte[] text, int from, int to, int[] dst, int at) {
        return copy(worker.merge(text, from, to), dst, at);
    }

    /** Encodes a piece of any length without the cache. */
    int uncached(byte[] text, int from, int to, int[] dst, int at) {
        return copy(worker.encode(text, from, to), dst, at);
    }

    private int copy(int count, int[] dst, int at) {
        System.arraycopy(worker.ids(), 0, dst, at, count);
        return at + count;
    }
}
