package dev.millrace.tokenizer.normalize;

import dev.millrace.tokenizer.unicode.CodePointTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decompositions, combining classes, compositions and lower case, as the reference library has them.
 *
 * <p>The resource holds five lists of entries, each in ascending order of the first number of an entry, which is stored
 * as a difference; all numbers are unsigned LEB128 and every list starts with its length. Canonical decompositions,
 * compatibility decompositions where they differ, lower case: {@code code point, n, n code points}. Combining classes:
 * {@code code point, 1, class}. Compositions: {@code first, second, composite}.
 */
final class NormalizationData {
    /** Flag: has a canonical decomposition (Hangul syllables included). */
    static final int CANONICAL = 1;
    /** Flag: has a compatibility decomposition, or a canonical one. */
    static final int COMPATIBLE = 2;
    /** Flag: combining class other than 0. */
    static final int NONSTARTER = 4;
    /** Flag: may compose with what is before it, or does not occur in NFC. */
    static final int NFC_MAYBE = 8;
    /** Flag: may compose with what is before it, or does not occur in NFKC. */
    static final int NFKC_MAYBE = 16;
    /** Flag: has another lower case. */
    static final int LOWERS = 32;

    private static final int[] NONE = {};

    static final NormalizationData INSTANCE = load();

    private static final int S_BASE = 0xAC00, L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11A7;
    private static final int L_COUNT = 19, V_COUNT = 21, T_COUNT = 28, S_COUNT = L_COUNT * V_COUNT * T_COUNT;

    private final Table canonical;
    private final Table compatible;
    private final Table lower;
    /** By the first code point in the upper half and the second in the lower one. */
    private final Table compositions;

    private final CodePointTable classes;
    private final CodePointTable flags;

    /** Code points, or pairs of them, to what they become; open addressing, because a map would box every key. */
    private static final class Table {
        private final long[] keys;
        private final int[][] values;

        Table(SortedMap<Long, int[]> entries) {
            keys = new long[Integer.highestOneBit(Math.max(8, entries.size())) << 2];
            values = new int[keys.length][];
            Arrays.fill(keys, -1);
            entries.forEach((key, value) -> {
                int slot = slot(key);
                keys[slot] = key;
                values[slot] = value;
            });
        }

        int[] get(long key) {
            int slot = slot(key);
            return keys[slot] == key ? values[slot] : NONE;
        }

        private int slot(long key) {
            int slot = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & keys.length - 1;
            while (keys[slot] != key && keys[slot] != -1) {
                slot = slot + 1 & keys.length - 1;
            }
            return slot;
        }
    }

    private NormalizationData(InputStream in) throws IOException {
        SortedMap<Long, int[]> decompositions = readMap(in);
        SortedMap<Long, int[]> others = readMap(in);
        SortedMap<Long, int[]> lowers = readMap(in);
        byte[] class_ = new byte[CodePointTable.CODE_POINTS];
        byte[] flag = new byte[CodePointTable.CODE_POINTS];
        readMap(in).forEach((c, value) -> {
            class_[c.intValue()] = (byte) value[0];
            flag[c.intValue()] |= NONSTARTER;
        });
        SortedMap<Long, int[]> pairs = new TreeMap<>();
        BitSet composites = new BitSet();
        int n = readNumber(in);
        for (int i = 0, first = 0; i < n; i++) {
            first += readNumber(in);
            int second = readNumber(in);
            int composite = readNumber(in);
            pairs.put(pair(first, second), new int[] {composite});
            composites.set(composite);
            flag[second] |= NFC_MAYBE | NFKC_MAYBE;
        }
        decompositions.keySet().forEach(c -> {
            flag[c.intValue()] |= CANONICAL | COMPATIBLE;
            if (!composites.get(c.intValue())) {
                flag[c.intValue()] |= NFC_MAYBE | NFKC_MAYBE;
            }
        });
        others.keySet().forEach(c -> flag[c.intValue()] |= COMPATIBLE | NFKC_MAYBE);
        lowers.keySet().forEach(c -> flag[c.intValue()] |= LOWERS);
        markHangul(flag);
        canonical = new Table(decompositions);
        compatible = new Table(others);
        lower = new Table(lowers);
        compositions = new Table(pairs);
        classes = CodePointTable.of(class_);
        flags = CodePointTable.of(flag);
    }

    private static void markHangul(byte[] flag) {
        for (int c = S_BASE; c < S_BASE + S_COUNT; c++) {
            flag[c] |= CANONICAL | COMPATIBLE;
        }
        for (int c = V_BASE; c < V_BASE + V_COUNT; c++) {
            flag[c] |= NFC_MAYBE | NFKC_MAYBE;
        }
        for (int c = T_BASE + 1; c < T_BASE + T_COUNT; c++) {
            flag[c] |= NFC_MAYBE | NFKC_MAYBE;
        }
    }

    private static NormalizationData load() {
        try (InputStream in = NormalizationData.class.getResourceAsStream("normalization.bin")) {
            if (in == null) {
                throw new IllegalStateException("normalization.bin must be beside " + NormalizationData.class);
            }
            return new NormalizationData(new java.io.ByteArrayInputStream(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int flags(int codePoint) {
        return flags.get(codePoint);
    }

    /** Canonical combining class, 0 to 240. */
    int combiningClass(int codePoint) {
        return classes.get(codePoint) & 0xff;
    }

    /** The lower case of a code point that has the flag {@link #LOWERS}. */
    int[] lower(int codePoint) {
        return lower.get(codePoint);
    }

    /** Writes the full decomposition of {@code c} to {@code out}, which has room for 18, and returns its length. */
    int decompose(int c, boolean compatibility, int[] out) {
        int s = c - S_BASE;
        if (s >= 0 && s < S_COUNT) {
            out[0] = L_BASE + s / (V_COUNT * T_COUNT);
            out[1] = V_BASE + s % (V_COUNT * T_COUNT) / T_COUNT;
            out[2] = T_BASE + s % T_COUNT;
            return s % T_COUNT == 0 ? 2 : 3;
        }
        int flag = flags(c);
        int[] to = NONE;
        if (compatibility && (flag & COMPATIBLE) != 0) {
            to = compatible.get(c);
        }
        if (to.length == 0 && (flag & CANONICAL) != 0) {
            to = canonical.get(c);
        }
        if (to.length == 0) {
            out[0] = c;
            return 1;
        }
        System.arraycopy(to, 0, out, 0, to.length);
        return to.length;
    }

    /** The primary composite of two code points, or -1. */
    int compose(int first, int second) {
        int l = first - L_BASE;
        int v = second - V_BASE;
        if (l >= 0 && l < L_COUNT && v >= 0 && v < V_COUNT) {
            return S_BASE + (l * V_COUNT + v) * T_COUNT;
        }
        int s = first - S_BASE;
        int t = second - T_BASE;
        if (s >= 0 && s < S_COUNT && s % T_COUNT == 0 && t > 0 && t < T_COUNT) {
            return first + t;
        }
        int[] composite = compositions.get(pair(first, second));
        return composite.length == 0 ? -1 : composite[0];
    }

    private static long pair(int first, int second) {
        return (long) first << 32 | second;
    }

    private static SortedMap<Long, int[]> readMap(InputStream in) throws IOException {
        SortedMap<Long, int[]> map = new TreeMap<>();
        int n = readNumber(in);
        long key = 0;
        for (int i = 0; i < n; i++) {
            key += readNumber(in);
            int[] values = new int[readNumber(in)];
            for (int k = 0; k < values.length; k++) {
                values[k] = readNumber(in);
            }
            map.put(key, values);
        }
        return map;
    }

    private static int readNumber(InputStream in) throws IOException {
        int number = 0;
        for (int shift = 0; ; shift += 7) {
            int b = in.read();
            number |= (b & 127) << shift;
            if (b < 128) {
                return number;
            }
        }
    }
}
