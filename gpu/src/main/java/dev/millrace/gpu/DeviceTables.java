package dev.millrace.gpu;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.MergeTable;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * What the kernels need of a tokenizer, as one block of bytes to be copied to the device once:
 *
 * <pre>
 *   head         64 words     offsets of the arrays below, sizes, flags
 *   classIndex   8,704 × 16   bits: block number of each 128 code points
 *   classes      128 bytes a block: the class of each code point
 *   certain      16 words     {@link CertainBoundaries}
 *   byteIds      256 words    the id of each single byte
 *   bytePairs    65,536 words the rank of each pair of bytes, all ones if they do not merge
 *   merges       2 words each left id, right id, rank of 21 bits each; open addressing, all ones if free
 *   merged       one word for each rank: the id the pair merges into
 *   whole        4 words each the tokens that a word may be as a whole; open addressing, key 0 if free
 *   tokenBytes   the bytes of those of 8 and more, each from a multiple of 4 on
 *   bigrams      65,536 bits  whether two bytes are neighbours in a token
 * </pre>
 *
 * <p>A word that is one token needs no merges. For a model that takes whole pieces, every token is in {@code whole}; else those
 * that the merges, run on the token's own bytes, lead to, which is tried for every token. {@code merges} holds the pairs of the
 * CPU's {@link MergeTable}: for byte ranks one pair a token, which {@link MergeTable#ofByteRanks} proves for each token, else
 * the merge list. The kernels merge one pair at a time, so neither needs more to be exact.
 *
 * <p>Class tables are those of the CPU's engine, with its pinned Unicode version; the running JDK has no part in them.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class DeviceTables {
    private static final int HEAD_WORDS = 64;
    private static final int PAIRS = 1 << 16;
    private static final int CODE_POINTS = 0x110000;
    private static final int SHORT = 8;
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final int WHOLE_TAIL = 1;
    private static final int CONTRACTIONS = 2;

    private final SplitKind kind;
    private final BpeModel model;
    private final Vocabulary vocabulary;
    private ByteBuffer out;
    private int end = 4 * HEAD_WORDS;
    private int headAt;

    private DeviceTables(GpuModel source) {
        kind = source.kind();
        model = source.model();
        vocabulary = model.vocabulary();
        out = ByteBuffer.allocate(1 << 20).order(LITTLE_ENDIAN);
        putClasses(source.classes());
        head(putWords(CertainBoundaries.table(kind, source.digits())));
        head(source.digits());
        head((source.wholeTail() ? WHOLE_TAIL : 0) | (source.contractions() ? CONTRACTIONS : 0));
        head(putWords(words(256, model::byteId)));
        head(putWords(words(PAIRS, pair -> rank(model.byteId(pair >> 8), model.byteId(pair & 0xff)))));
        putMerges();
        putWhole();
        head(putWords(bigrams()));
        // Reads of aligned words may reach behind the last array.
        place(16);
    }

    /** The tables of a model. */
    static DeviceTables of(GpuModel source) {
        return new DeviceTables(source);
    }

    /** Which kernel splits. */
    SplitKind kind() {
        return kind;
    }

    /** Number of bytes. */
    int size() {
        return end;
    }

    /** A new view of all bytes, read-only and little-endian, from position 0 on. */
    ByteBuffer bytes() {
        return out.duplicate().clear().limit(end).slice().asReadOnlyBuffer().order(LITTLE_ENDIAN);
    }

    private void head(int value) {
        out.putInt(4 * headAt++, value);
    }

    /** Reserves bytes, of which the first is at a multiple of 256, and returns where they are. */
    private int place(int bytes) {
        int at = end + 255 & -256;
        end = Math.addExact(at, bytes);
        while (end > out.capacity()) {
            byte[] grown = Arrays.copyOf(out.array(), Math.toIntExact(2L * out.capacity()));
            out = ByteBuffer.wrap(grown).order(LITTLE_ENDIAN);
        }
        return at;
    }

    private int putWords(int[] words) {
        int at = place(4 * words.length);
        out.duplicate()
                .order(LITTLE_ENDIAN)
                .position(at)
                .slice()
                .order(LITTLE_ENDIAN)
                .asIntBuffer()
                .put(words);
        return at;
    }

    private int putBytes(byte[] bytes, int length) {
        int at = place(length);
        System.arraycopy(bytes, 0, out.array(), at, length);
        return at;
    }

    private static int[] words(int n, IntUnaryOperator word) {
        int[] words = new int[n];
        Arrays.setAll(words, word);
        return words;
    }

    private void putClasses(CharClasses classes) {
        BlockTable table = new BlockTable(CODE_POINTS, c -> CertainBoundaries.classOf(c, classes.of(c)));
        byte[] index = new byte[2 * table.index().length];
        ByteBuffer.wrap(index).order(LITTLE_ENDIAN).asCharBuffer().put(table.index());
        head(putBytes(index, index.length));
        head(putBytes(table.values(), table.values().length));
    }

    private int rank(int left, int right) {
        long pair = model.merges().get(left, right);
        return pair < 0 ? -1 : (int) (pair >>> 32);
    }

    private void putMerges() {
        int capacity = Integer.highestOneBit(Math.max(8, model.merges().size())) << 2;
        long[] slots = new long[capacity];
        Arrays.fill(slots, -1);
        int shift = 64 - Integer.numberOfTrailingZeros(capacity);
        int[] ranks = {0};
        model.merges().forEach((left, right, rank, id) -> ranks[0] = Math.max(ranks[0], rank + 1));
        int[] merged = new int[Math.max(1, ranks[0])];
        model.merges().forEach((left, right, rank, id) -> {
            long key = (long) left << 21 | right;
            int slot = (int) (key * MULTIPLIER >>> shift);
            while (slots[slot] != -1) {
                slot = slot + 1 & capacity - 1;
            }
            slots[slot] = key << 21 | rank;
            merged[rank] = id;
        });
        int at = place(8 * capacity);
        out.duplicate()
                .order(LITTLE_ENDIAN)
                .position(at)
                .slice()
                .order(LITTLE_ENDIAN)
                .asLongBuffer()
                .put(slots);
        head(at);
        head(shift);
        head(capacity - 1);
        head(putWords(merged));
    }

    private void putWhole() {
        int capacity = Integer.highestOneBit(Math.max(256, vocabulary.size())) << 2;
        ByteBuffer entries = ByteBuffer.allocate(16 * capacity).order(LITTLE_ENDIAN);
        TokenBytes longTokens = new TokenBytes();
        WholeWords whole = new WholeWords(model);
        int shift = 32 - Integer.numberOfTrailingZeros(capacity);
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!whole.contains(id)) {
                continue;
            }
            byte[] token = vocabulary.token(id);
            int hash = token.length < SHORT ? shortHash(shortKey(token)) : longHash(token);
            long key = token.length < SHORT
                    ? shortKey(token)
                    : Long.MIN_VALUE | (hash & 0x7fffffffL) << 32 | longTokens.add(token);
            int slot = hash >>> shift;
            while (entries.getLong(16 * slot) != 0) {
                slot = slot + 1 & capacity - 1;
            }
            entries.putLong(16 * slot, key).putInt(16 * slot + 8, id).putInt(16 * slot + 12, token.length);
        }
        head(putBytes(entries.array(), entries.capacity()));
        head(shift);
        head(capacity - 1);
        head(putBytes(longTokens.bytes, longTokens.end + SHORT));
    }

    /** Long tokens one after the other. */
    private static final class TokenBytes {
        byte[] bytes = new byte[1 << 16];
        int end;

        int add(byte[] token) {
            int at = end;
            end = end + token.length + 3 & -4;
            if (end + SHORT > bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * (end + SHORT));
            }
            System.arraycopy(token, 0, bytes, at, token.length);
            return at;
        }
    }

    private static long shortKey(byte[] token) {
        long key = (long) token.length << 56;
        for (int i = 0; i < token.length; i++) {
            key |= (token[i] & 0xffL) << 8 * i;
        }
        return key;
    }

    private static int shortHash(long key) {
        return (int) (key * MULTIPLIER >>> 32);
    }

    private static int longHash(byte[] token) {
        int hash = token.length * 0x9E3779B1;
        for (int i = 0; i < token.length; i += 4) {
            int word = 0;
            for (int k = i; k < Math.min(i + 4, token.length); k++) {
                word |= (token[k] & 0xff) << 8 * (k - i);
            }
            hash = (hash ^ word) * 0x85EBCA6B;
            hash ^= hash >>> 15;
        }
        return hash;
    }

    private int[] bigrams() {
        int[] bits = new int[PAIRS / 32];
        for (int id = 0; id < vocabulary.size(); id++) {
            byte[] token = vocabulary.contains(id) ? vocabulary.token(id) : new byte[0];
            for (int i = 1; i < token.length; i++) {
                int pair = (token[i - 1] & 0xff) << 8 | token[i] & 0xff;
                bits[pair >> 5] |= 1 << pair;
            }
        }
        return bits;
    }
}
