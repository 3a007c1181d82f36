package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * Encodes one piece after the other: the pair of lowest rank merges first, of equal ones the leftmost.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeWorker {
    /** Bytes of a chunk of a longer piece. */
    private static final int CHUNK = ShortMerges.LIMIT;
    /**
     * How far, in bytes, a chunk reaches back into the one before, at least; further if the two do not join. Letters at
     * random: 16 took 1.17 times as long.
     */
    private static final int OVERLAP = 6;

    private static final int NO_RANK = MergeTable.NONE;

    private final BpeModel model;
    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final boolean wholePieceFirst;
    private final boolean complete;

    private final int[] byteRanks;
    private final ShortMerges shortMerges;

    /** Per symbol: its id and the rank of its merge with its right neighbour. */
    private int[] ids = new int[64];

    private int[] ranks = new int[64];
    /** Of long pieces: the chunk that is current, and the ids of those before it, joined. */
    private final int[] chunk = new int[CHUNK];

    private int[] joined = new int[0];
    /** The bytes of two tokens. */
    private byte[] pair = new byte[0];

    /** Of long pieces that cannot be encoded in chunks: the neighbours of each symbol, -1 at the ends. */
    private int[] previous = new int[0];

    private int[] next = new int[0];
    private long[] heap = new long[0];
    private int heapSize;

    BpeWorker(BpeModel model) {
        this.model = model;
        vocabulary = model.vocabulary;
        merges = model.merges;
        wholePieceFirst = model.wholePieceFirst;
        byteRanks = model.bytePairs.ranks;
        shortMerges = new ShortMerges(model);
        complete = model.complete;
    }

    /**
     * Encodes {@code text[from, to)} and returns the number of ids, at most {@code to - from}; {@link #ids} has them.
     */
    public int encode(byte[] text, int from, int to) {
        if (wholePieceFirst) {
            int whole = whole(text, from, to);
            if (whole >= 0) {
                ids[0] = whole;
                return 1;
            }
        }
        return merge(text, from, to);
    }

    /** The id of the token {@code text[from, to)}, or -1. */
    int whole(byte[] text, int from, int to) {
        return vocabulary.find(text, from, to);
    }

    /** As {@link #encode}, but by merges alone: what becomes of a part of a piece. */
    int merge(byte[] text, int from, int to) {
        if (to - from > ids.length) {
            int room = Math.max(to - from, Math.min(2 * ids.length, Integer.MAX_VALUE - 8));
            ids = new int[room];
            ranks = new int[room];
        }
        if (to - from > ShortMerges.LIMIT) {
            int count = mergeInChunks(text, from, to);
            if (count > 0) {
                System.arraycopy(joined, 0, ids, 0, count);
                return count;
            }
        }
        return mergeWhole(text, from, to);
    }

    private int mergeWhole(byte[] text, int from, int to) {
        if (to - from <= ShortMerges.LIMIT) {
            return shortMerges.merge(text, from, to, ids);
        }
        int n = model.symbols(text, from, to, ids, 0);
        return mergeByHeap(n, n == to - from, text, from);
    }

    /**
     * Encodes a long piece in short chunks, each of which begins some tokens before the end of the last one, and returns
     * the number of ids in {@code joined}; 0 if two chunks do not join. They join where both have a boundary and the
     * tokens on its sides, encoded together, stay what they are; see {@link LongPieceEncoder}. Letters at
     * random, one piece: 3.6 MB/s with a heap over 4,096 bytes, 10 with chunks on the same busy machine.
     */
    private int mergeInChunks(byte[] text, int from, int to) {
        if (!complete) {
            return 0;
        }
        if (joined.length < ids.length) {
            joined = new int[ids.length];
        }
        int out = 0;
        int done = from;
        int overlap = OVERLAP;
        while (true) {
            int back = out;
            int start = done;
            while (back > 1 && done - start < overlap) {
                start -= vocabulary.length(joined[--back]);
            }
            if (Math.max(overlap, done - start) > CHUNK / 2) {
                return 0; // tokens so long that chunks make little headway
            }
            int end = Math.min(to, start + CHUNK);
            int n = mergeWhole(text, start, end);
            System.arraycopy(ids, 0, chunk, 0, n);
            long join = out == 0 ? 0 : join(back, out, n);
            if (join < 0) {
                overlap *= 2;
                continue;
            }
            int skipped = (int) join;
            out = (int) (join >>> 32);
            System.arraycopy(chunk, skipped, joined, out, n - skipped);
            out += n - skipped;
            if (end == to) {
                return out;
            }
            done = end;
            overlap = OVERLAP;
        }
    }

    /**
     * Looks for a boundary between the tokens {@code joined[0, left)} and those of the chunk from {@code right} on, and
     * returns {@code left << 32 | right}, or -1. The chunk begins where token {@code back} does.
     */
    private long join(int back, int out, int n) {
        int left = back;
        int right = 0;
        int ahead = 0;
        while (left <= out && right < n) {
            if (ahead == 0 && areNeighbours(joined[left - 1], chunk[right])) {
                return (long) left << 32 | right;
            }
            if (ahead >= 0) {
                ahead -= vocabulary.length(chunk[right++]);
            } else {
                ahead += left < out ? vocabulary.length(joined[left]) : 0;
                left++;
            }
        }
        return -1;
    }

    /** Whether the bytes of two tokens become just these two tokens; encodes them. */
    boolean areNeighbours(int left, int right) {
        int cut = vocabulary.length(left);
        int length = cut + vocabulary.length(right);
        if (pair.length < length) {
            pair = new byte[2 * length];
        }
        vocabulary.copy(left, pair, 0);
        vocabulary.copy(right, pair, cut);
        if (length > ids.length) {
            ids = new int[2 * length];
            ranks = new int[2 * length];
        }
        return mergeWhole(pair, 0, length) == 2 && ids[0] == left && ids[1] == right;
    }

    /** The ids of the piece encoded last, from index 0 on; valid until the next call. */
    public int[] ids() {
        return ids;
    }

    private int mergeByHeap(int n, boolean isText, byte[] text, int from) {
        for (int i = 0; i + 1 < n; i++) {
            ranks[i] = isText ? bytePair(text, from + i) : merges.rank(ids[i], ids[i + 1]);
        }
        if (previous.length < n) {
            previous = new int[ids.length];
            next = new int[ids.length];
            heap = new long[ids.length];
        }
        heapSize = 0;
        for (int i = 0; i < n; i++) {
            previous[i] = i - 1;
            next[i] = i + 1 < n ? i + 1 : -1;
            if (i + 1 < n) {
                push(i);
            }
        }
        if (n > 0) {
            ranks[n - 1] = NO_RANK;
        }
        while (heapSize > 0) {
            long top = pop();
            int i = (int) top;
            if (ranks[i] != (int) (top >>> 32)) {
                continue; // one of its sides has merged since
            }
            int right = next[i];
            ids[i] = merges.merged(ranks[i]);
            ranks[right] = NO_RANK;
            next[i] = next[right];
            if (next[i] >= 0) {
                previous[next[i]] = i;
                look(i, next[i]);
                push(i);
            } else {
                ranks[i] = NO_RANK;
            }
            if (previous[i] >= 0) {
                look(previous[i], i);
                push(previous[i]);
            }
        }
        int count = 0;
        for (int i = n > 0 ? 0 : -1; i >= 0; i = next[i]) {
            ids[count++] = ids[i];
        }
        return count;
    }

    /** The rank of the merge of two neighbouring bytes. */
    private int bytePair(byte[] text, int i) {
        return byteRanks[(text[i] & 0xff) << 8 | text[i + 1] & 0xff];
    }

    private void look(int left, int right) {
        ranks[left] = merges.rank(ids[left], ids[right]);
    }

    private void push(int symbol) {
        if (ranks[symbol] == NO_RANK) {
            return;
        }
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, heap.length + (heap.length >> 1) + 16);
        }
        long entry = (long) ranks[symbol] << 32 | symbol;
        int at = heapSize++;
        while (at > 0 && heap[at - 1 >>> 1] > entry) {
            heap[at] = heap[at - 1 >>> 1];
            at = at - 1 >>> 1;
        }
        heap[at] = entry;
    }

    private long pop() {
        long top = heap[0];
        long last = heap[--heapSize];
        int at = 0;
        for (int child; (child = 2 * at + 1) < heapSize; at = child) {
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= last) {
                break;
            }
            heap[at] = heap[child];
        }
        heap[at] = last;
        return top;
    }
}
