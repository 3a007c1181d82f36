package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * Encodes one piece after the other: the pair of lowest rank merges first, of equal ones the leftmost.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeWorker {
    /** Pieces up to this length look for the next merge by scanning, longer ones keep a heap. */
    private static final int SCAN_LIMIT = 32;

    private static final int NO_RANK = Integer.MAX_VALUE;

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final int[] byteIds;
    private final boolean wholePieceFirst;
    private final long[] bytePairs;

    /** Per symbol: its id and, with its right neighbour, the rank and the id of their merge. */
    private int[] ids = new int[64];

    private int[] ranks = new int[64];
    private int[] merged = new int[64];

    /** Of long pieces only: the neighbours of each symbol, -1 at the ends. */
    private int[] previous = new int[0];

    private int[] next = new int[0];
    private long[] heap = new long[0];
    private int heapSize;

    BpeWorker(BpeModel model) {
        vocabulary = model.vocabulary;
        merges = model.merges;
        byteIds = model.byteIds;
        wholePieceFirst = model.wholePieceFirst;
        bytePairs = model.bytePairs;
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
            merged = new int[room];
        }
        int n = 0;
        for (int i = from; i < to; i++) {
            int id = byteIds[text[i] & 0xff];
            ids[n] = id;
            n += id >= 0 ? 1 : 0;
        }
        if (n == to - from) {
            lookBytes(text, from, n);
        } else {
            for (int i = 0; i + 1 < n; i++) {
                look(i, i + 1);
            }
        }
        return n <= SCAN_LIMIT ? mergeByScan(n) : mergeByHeap(n);
    }

    /** The ids of the piece encoded last, from index 0 on; valid until the next call. */
    public int[] ids() {
        return ids;
    }

    private int mergeByScan(int n) {
        while (n > 1) {
            int best = 0;
            for (int i = 1; i + 1 < n; i++) {
                best = ranks[i] < ranks[best] ? i : best;
            }
            if (ranks[best] == NO_RANK) {
                break;
            }
            ids[best] = merged[best];
            n--;
            System.arraycopy(ids, best + 2, ids, best + 1, n - best - 1);
            System.arraycopy(ranks, best + 2, ranks, best + 1, n - best - 1);
            System.arraycopy(merged, best + 2, merged, best + 1, n - best - 1);
            if (best > 0) {
                look(best - 1, best);
            }
            if (best + 1 < n) {
                look(best, best + 1);
            }
        }
        return n;
    }

    private int mergeByHeap(int n) {
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
            ids[i] = merged[i];
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

    /** The merges of all pairs of neighbouring bytes. */
    private void lookBytes(byte[] text, int from, int n) {
        for (int i = 0; i + 1 < n; i++) {
            long merge = bytePairs[(text[from + i] & 0xff) << 8 | text[from + i + 1] & 0xff];
            ranks[i] = merge < 0 ? NO_RANK : (int) (merge >>> 32);
            merged[i] = (int) merge;
        }
    }

    private void look(int left, int right) {
        long merge = merges.get(ids[left], ids[right]);
        ranks[left] = merge < 0 ? NO_RANK : (int) (merge >>> 32);
        merged[left] = (int) merge;
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
