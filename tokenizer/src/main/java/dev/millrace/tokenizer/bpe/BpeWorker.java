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
    /** Bits of a symbol's index in a piece that is scanned. */
    private static final int INDEX_BITS = 5;
    /** Keys from here on are of pairs that do not merge. */
    private static final int NO_KEY = MergeTable.NONE << INDEX_BITS;

    private static final int NO_RANK = MergeTable.NONE;

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final int[] byteIds;
    private final boolean wholePieceFirst;
    private final int[] bytePairs;

    /** Per symbol: its id and the rank of its merge with its right neighbour. */
    private int[] ids = new int[64];

    private int[] ranks = new int[64];
    /** Of short pieces, per symbol: that rank with the symbol's index in the low bits, so that the least one says all. */
    private final int[] keys = new int[SCAN_LIMIT];

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
        }
        int n = 0;
        for (int i = from; i < to; i++) {
            int id = byteIds[text[i] & 0xff];
            ids[n] = id;
            n += id >= 0 ? 1 : 0;
        }
        boolean isText = n == to - from;
        return n <= SCAN_LIMIT ? mergeByScan(n, isText, text, from) : mergeByHeap(n, isText, text, from);
    }

    /** The ids of the piece encoded last, from index 0 on; valid until the next call. */
    public int[] ids() {
        return ids;
    }

    /** {@code isText} says that symbol {@code i} is byte {@code text[from + i]}, as it is if no byte was dropped. */
    private int mergeByScan(int n, boolean isText, byte[] text, int from) {
        int[] keys = this.keys;
        int[] ids = this.ids;
        for (int i = 0; i + 1 < n; i++) {
            keys[i] = (isText ? bytePair(text, from + i) : merges.rank(ids[i], ids[i + 1])) << INDEX_BITS | i;
        }
        // One bit per symbol that has not been merged into its left neighbour.
        long alive = (1L << n) - 1;
        while (true) {
            int best = NO_KEY;
            for (int i = 0; i < n - 1; i++) {
                best = Math.min(best, keys[i]);
            }
            if (best >= NO_KEY) {
                break;
            }
            int at = best & SCAN_LIMIT - 1;
            long right = alive & -2L << at;
            int gone = Long.numberOfTrailingZeros(right);
            int id = merges.merged(best >>> INDEX_BITS);
            ids[at] = id;
            keys[gone] = NO_KEY;
            alive ^= 1L << gone;
            right &= right - 1;
            keys[at] = NO_KEY;
            if (right != 0) {
                keys[at] = merges.rank(id, ids[Long.numberOfTrailingZeros(right)]) << INDEX_BITS | at;
            }
            long left = alive & (1L << at) - 1;
            if (left != 0) {
                int before = 63 - Long.numberOfLeadingZeros(left);
                keys[before] = merges.rank(ids[before], id) << INDEX_BITS | before;
            }
        }
        int count = 0;
        for (; alive != 0; alive &= alive - 1) {
            ids[count++] = ids[Long.numberOfTrailingZeros(alive)];
        }
        return count;
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
        return bytePairs[(text[i] & 0xff) << 8 | text[i + 1] & 0xff];
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
