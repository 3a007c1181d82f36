package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.unicode.CodePoints;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * Byte-pair encoding over characters, with all that a {@code tokenizer.json} can ask of it. A piece starts as one symbol
 * per character; the pair of lowest rank merges first, of equal ones the leftmost.
 *
 * @see <a href="https://arxiv.org/abs/1508.07909">Sennrich et al., Neural Machine Translation of Rare Words with Subword
 *     Units</a>
 */
public final class CharacterBpeModel implements PieceModel {
    private final Vocabulary vocabulary;
    private final PairTable merges;
    private final Options options;
    private final byte[] prefix;
    private final byte[] suffix;
    /** Ids of the tokens {@code <0x00>} to {@code <0xFF>}, -1 where there is none. */
    private final int[] byteIds = new int[256];

    /** Where pieces may be cut. */
    private final Seams seams;

    /** Ids of the tokens of one ASCII character, -1 where there is none. */
    private final int[] asciiIds = new int[128];

    /**
     * What a file can ask for.
     *
     * @param continuingPrefix what is put before every character but the first of a piece; may be empty
     * @param endSuffix what is put after the last character of a piece; may be empty
     * @param unknown id of a character that is no token, or -1 if it is dropped
     * @param fuseUnknown whether adjacent unknown characters are one
     * @param byteFallback whether a character that is no token becomes the tokens of its bytes
     * @param ignoreMerges whether a piece that is a token becomes that token, merges or not
     */
    public record Options(
            String continuingPrefix,
            String endSuffix,
            int unknown,
            boolean fuseUnknown,
            boolean byteFallback,
            boolean ignoreMerges) {}

    /**
     * A model.
     *
     * @param vocabulary the tokens
     * @param merges three ids for each merge: left, right and merged; the earlier merge goes first
     * @param options what the file asks for
     */
    public CharacterBpeModel(Vocabulary vocabulary, int[] merges, Options options) {
        this.vocabulary = vocabulary;
        this.options = options;
        prefix = options.continuingPrefix().getBytes(UTF_8);
        suffix = options.endSuffix().getBytes(UTF_8);
        this.merges = new PairTable(merges.length / 3);
        seams = new Seams(vocabulary);
        for (int m = 0; m < merges.length; m += 3) {
            this.merges.put(merges[m], merges[m + 1], m / 3, merges[m + 2]);
            byte[] left = vocabulary.token(merges[m]);
            byte[] right = vocabulary.token(merges[m + 1]);
            if (left.length > 0 && right.length > 0) {
                seams.add(CodePoints.before(left, 0, left.length), CodePoints.at(right, 0, right.length));
            }
        }
        for (int b = 0; b < 256; b++) {
            byte[] name = String.format("<0x%02X>", b).getBytes(UTF_8);
            byteIds[b] = vocabulary.find(name, 0, name.length);
        }
        for (int c = 0; c < 128; c++) {
            asciiIds[c] = find(new byte[] {(byte) c}, 0, 1);
        }
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public Worker newWorker() {
        return new BpeWorker(false);
    }

    /** Returns {@code pieces} cut further, where that cannot change ids. */
    @Override
    public Pieces cut(Pieces pieces) {
        boolean wholePieceMatters = options.ignoreMerges() || prefix.length + suffix.length > 0;
        return wholePieceMatters ? pieces : new NestedPieces(pieces, new SeamPieces());
    }

    @Override
    public Places newPlaces() {
        return new SymbolPlaces();
    }

    private int find(byte[] text, int from, int to) {
        return vocabulary.find(text, from, to);
    }

    /** Cuts between two known characters that no merge joins. */
    private final class SeamPieces extends Pieces {
        private int end;
        private int start;
        private boolean documentStart;

        @Override
        void start(byte[] source, int start, int end, boolean documentStart) {
            text = source;
            this.start = start;
            to = start;
            this.end = end;
            this.documentStart = documentStart;
        }

        @Override
        boolean next() {
            from = to;
            if (from == end) {
                return false;
            }
            atDocumentStart = documentStart && from == start;
            to = seams.nextCut(text, to, end);
            return true;
        }
    }

    /**
     * Finds the places of ids by those of the symbols that the piece starts with: a merged token is as long as its parts
     * together, less the prefixes that merging takes away, so the symbols of each id can be counted off.
     */
    private final class SymbolPlaces implements Places {
        private final BpeWorker symbols = new BpeWorker(true);

        @Override
        public void find(byte[] text, int from, int to, int[] ids, int n, int[] starts, int[] ends) {
            if (n == 1 && options.ignoreMerges() && CharacterBpeModel.this.find(text, from, to) == ids[0]) {
                starts[0] = from;
                ends[0] = to;
                return;
            }
            symbols.symbols(text, from, to);
            int symbol = 0;
            for (int i = 0; i < n; i++) {
                int left = vocabulary.length(ids[i]) - vocabulary.length(symbols.ids[symbol]);
                starts[i] = symbols.starts[symbol];
                while (left > 0 && symbol + 1 < symbols.size) {
                    left -= vocabulary.length(symbols.ids[++symbol]) - prefix.length;
                }
                ends[i] = symbols.ends[symbol++];
            }
        }
    }

    private final class BpeWorker implements Worker {
        /** Pieces up to this number of symbols look for the next merge by scanning, longer ones keep a heap. */
        private static final int SCAN_LIMIT = 160;

        private static final int NO_RANK = Integer.MAX_VALUE;

        private final PieceCache cache = new PieceCache();
        private int size;
        /** Per symbol: its id and, with its right neighbour, the rank and the id of their merge. */
        private int[] ids = new int[64];

        private int[] ranks = new int[64];
        private int[] merged = new int[64];
        /** Of long pieces only: the neighbours of each symbol, -1 at the ends. */
        private int[] previous = {};

        private int[] next = {};
        private long[] heap = {};
        private int heapSize;
        private byte[] symbol = new byte[64];
        /** If wanted, the bytes of the piece that each symbol stands for, before any merge. */
        private final boolean placed;

        private int[] starts = {};
        private int[] ends = {};

        BpeWorker(boolean placed) {
            this.placed = placed;
        }

        @Override
        public int[] ids() {
            return ids;
        }

        @Override
        public int encode(byte[] text, int from, int to) {
            int cached = cache.get(text, from, to, ids);
            if (cached >= 0) {
                return cached;
            }
            int n = merge(text, from, to);
            cache.put(text, from, to, ids, n);
            return n;
        }

        private int merge(byte[] text, int from, int to) {
            if (options.ignoreMerges()) {
                int whole = find(text, from, to);
                if (whole >= 0) {
                    ids[0] = whole;
                    return 1;
                }
            }
            symbols(text, from, to);
            return size <= SCAN_LIMIT ? mergeByScan(size) : mergeByHeap(size);
        }

        /** Writes one symbol per character; unknown ones wait, because neighbours may be fused with them. */
        private void symbols(byte[] text, int from, int to) {
            size = 0;
            boolean unknownWaits = false;
            int unknownFrom = from;
            int unknownTo = from;
            for (int i = from, end; i < to; i = end) {
                end = i + CodePoints.length(CodePoints.at(text, i, to));
                boolean affixed = prefix.length > 0 && i > from || suffix.length > 0 && end == to;
                byte[] source = text;
                int symbolFrom = i;
                int symbolTo = end;
                if (affixed) {
                    symbolFrom = 0;
                    symbolTo = affix(text, i, end, i > from, end == to);
                    source = symbol;
                }
                int id = !affixed && text[i] >= 0 ? asciiIds[text[i]] : find(source, symbolFrom, symbolTo);
                if (id >= 0) {
                    if (unknownWaits) {
                        add(options.unknown(), unknownFrom, unknownTo);
                        unknownWaits = false;
                    }
                    add(id, i, end);
                } else if (!(options.byteFallback() && addBytes(source, symbolFrom, symbolTo, i, end))
                        && options.unknown() >= 0) {
                    if (unknownWaits && !options.fuseUnknown()) {
                        add(options.unknown(), unknownFrom, unknownTo);
                        unknownWaits = false;
                    }
                    unknownFrom = unknownWaits ? unknownFrom : i;
                    unknownTo = end;
                    unknownWaits = true;
                }
            }
            if (unknownWaits) {
                add(options.unknown(), unknownFrom, unknownTo);
            }
        }

        private int affix(byte[] text, int from, int to, boolean continues, boolean ends) {
            int needed = prefix.length + to - from + suffix.length;
            if (symbol.length < needed) {
                symbol = new byte[needed];
            }
            int at = 0;
            if (continues) {
                System.arraycopy(prefix, 0, symbol, 0, prefix.length);
                at = prefix.length;
            }
            System.arraycopy(text, from, symbol, at, to - from);
            at += to - from;
            if (ends) {
                System.arraycopy(suffix, 0, symbol, at, suffix.length);
                at += suffix.length;
            }
            return at;
        }

        private boolean addBytes(byte[] source, int from, int to, int start, int end) {
            for (int i = from; i < to; i++) {
                if (byteIds[source[i] & 0xff] < 0) {
                    return false;
                }
            }
            boolean affixed = to - from != end - start;
            for (int i = from; i < to; i++) {
                int at = start + i - from;
                add(byteIds[source[i] & 0xff], affixed ? start : at, affixed ? end : at + 1);
            }
            return true;
        }

        /** Adds a symbol that stands for {@code [start, end)} of the text. */
        private void add(int id, int start, int end) {
            if (placed) {
                place(start, end);
            }
            if (size == ids.length) {
                int room = (int) Math.min(Integer.MAX_VALUE - 8, 2L * size);
                ids = Arrays.copyOf(ids, room);
                ranks = new int[room];
                merged = new int[room];
            }
            ids[size++] = id;
        }

        private void place(int start, int end) {
            if (size == starts.length) {
                int room = (int) Math.min(Integer.MAX_VALUE - 8, 2L * size + 64);
                starts = Arrays.copyOf(starts, room);
                ends = Arrays.copyOf(ends, room);
            }
            starts[size] = start;
            ends[size] = end;
        }

        private int mergeByScan(int symbols) {
            int n = symbols;
            for (int i = 0; i + 1 < n; i++) {
                look(i, i + 1);
            }
            while (n > 1) {
                int best = lowestRank(n - 1);
                if (best < 0) {
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

        /** The first of the lowest of {@code n} ranks, or -1 if nothing merges; two loops, because each is vectorized. */
        private int lowestRank(int n) {
            int[] ranks = this.ranks;
            int lowest = NO_RANK;
            for (int i = 0; i < n; i++) {
                lowest = Math.min(lowest, ranks[i]);
            }
            if (lowest == NO_RANK) {
                return -1;
            }
            int at = 0;
            while (ranks[at] != lowest) {
                at++;
            }
            return at;
        }

        private int mergeByHeap(int n) {
            if (previous.length < n) {
                previous = new int[ids.length];
                next = new int[ids.length];
            }
            heapSize = 0;
            for (int i = 0; i < n; i++) {
                previous[i] = i - 1;
                next[i] = i + 1 < n ? i + 1 : -1;
                if (i + 1 < n) {
                    look(i, i + 1);
                    push(i);
                }
            }
            ranks[n - 1] = NO_RANK;
            while (heapSize > 0) {
                long top = pop();
                int i = (int) top;
                if (ranks[i] == (int) (top >>> 32)) {
                    mergeAt(i);
                }
            }
            int count = 0;
            for (int i = 0; i >= 0; i = next[i]) {
                ids[count++] = ids[i];
            }
            return count;
        }

        private void mergeAt(int i) {
            int right = next[i];
            ids[i] = merged[i];
            ranks[right] = NO_RANK;
            next[i] = next[right];
            ranks[i] = NO_RANK;
            if (next[i] >= 0) {
                previous[next[i]] = i;
                look(i, next[i]);
                push(i);
            }
            if (previous[i] >= 0) {
                look(previous[i], i);
                push(previous[i]);
            }
        }

        private void look(int left, int right) {
            long merge = merges.get(ids[left], ids[right]);
            ranks[left] = merge < 0 ? NO_RANK : (int) (merge >>> 32);
            merged[left] = (int) merge;
        }

        private void push(int left) {
            if (ranks[left] == NO_RANK) {
                return;
            }
            if (heapSize == heap.length) {
                heap = Arrays.copyOf(heap, heap.length + (heap.length >> 1) + 64);
            }
            long entry = (long) ranks[left] << 32 | left;
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
}
