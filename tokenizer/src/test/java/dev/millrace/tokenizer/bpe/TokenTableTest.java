package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTableTest {
    /** An entry keeps 64 bits less those of its bucket's number and of an id: the more ids, the fewer of the key. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 300, 100_000, PieceCache.ID_LIMIT})
    void whatWasPutIsFoundAndNothingElse(int ids) {
        Random random = new Random(ids);
        TokenTable table = new TokenTable(ids);
        Map<Long, Integer> expected = new HashMap<>();
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            long key = key(random);
            assertThat(table.find(TokenTable.hash(key))).isEqualTo(expected.getOrDefault(key, -1));
            if (!expected.containsKey(key)) {
                int id = random.nextInt(ids);
                if (table.put(TokenTable.hash(key), id)) {
                    expected.put(key, id);
                } else {
                    refused++;
                }
            }
        }
        assertThat(refused).isLessThan(6_000);
        for (Map.Entry<Long, Integer> entry : expected.entrySet()) {
            long key = entry.getKey();
            assertThat(table.find(TokenTable.hash(key))).isEqualTo(entry.getValue());
            for (int bit = 0; bit < 57; bit++) {
                long other = key ^ 1L << bit;
                assertThat(table.find(TokenTable.hash(other))).isEqualTo(expected.getOrDefault(other, -1));
            }
        }
    }

    /** Of few values of bytes, so that there are many neighbours, and 0 among them, which is no end of a piece. */
    private static long key(Random random) {
        long word = 0;
        for (int i = 0; i < 8; i++) {
            word = word << 8 | random.nextInt(random.nextInt(4) == 0 ? 256 : 5);
        }
        return TokenTable.key(word, 1 + random.nextInt(7));
    }

    /**
     * All hashes that differ from that of a token in one bit, the nearest misses there are, looked up in batches as the
     * engine does. Half of the keys with such a hash are pieces of 7 bytes.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 100_000, PieceCache.ID_LIMIT})
    void nearestMissesAreNoTokens(int ids) {
        Random random = new Random(ids);
        TokenTable table = new TokenTable(ids);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            long key = key(random);
            int id = random.nextInt(ids);
            if (!expected.containsKey(key) && table.put(TokenTable.hash(key), id)) {
                expected.put(key, id);
            }
        }
        for (long key : expected.keySet()) {
            long[] near = new long[57];
            Arrays.setAll(near, bit -> keyOf(TokenTable.hash(key) ^ 1L << 63 - bit));
            long[] keys = LongStream.concat(LongStream.of(key), Arrays.stream(near))
                    .filter(k -> k >>> 56 == 1)
                    .toArray();
            long[] values = valuesOf(keys, table);
            for (int i = 0; i < keys.length; i++) {
                Integer id = expected.get(keys[i]);
                assertThat(values[i]).isEqualTo(id == null ? 0 : 1L << 62 | id);
            }
        }
    }

    /** What {@link TokenTable#hash} takes to a hash. */
    private static long keyOf(long hash) {
        long odd = TokenTable.hash(1) >>> 7;
        long inverse = odd;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - odd * inverse;
        }
        return (hash >>> 7) * inverse & (1L << 57) - 1;
    }

    /** The values of pieces of 7 bytes. */
    private static long[] valuesOf(long[] keys, TokenTable table) {
        byte[] text = new byte[7 * keys.length + BpeBatch.PADDING];
        int[] starts = new int[keys.length + 1];
        for (int i = 0; i < keys.length; i++) {
            BpeBatch.LONGS.set(text, 7 * i, keys[i]);
            starts[i + 1] = 7 * (i + 1);
        }
        long[] values = new long[BpeBatch.PIECES];
        new SmallTokens().find(text, starts, 0, keys.length, table, values, new int[BpeBatch.PIECES + 1]);
        return values;
    }

    /** More tokens than it has room for: what it has refused is not there, all else is. */
    @Test
    void fullItKeepsWhatItHas() {
        Random random = new Random(3);
        TokenTable table = new TokenTable(PieceCache.ID_LIMIT);
        Map<Long, Integer> expected = new HashMap<>();
        for (int i = 0; i < 700_000; i++) {
            long key = TokenTable.key(random.nextLong(), 7);
            expected.put(key, table.put(TokenTable.hash(key), i) ? i : -1);
        }
        assertThat(table.words).hasSize(2 << 18);
        expected.forEach((key, id) -> {
            if (table.find(TokenTable.hash(key)) != id) {
                assertThat(table.find(TokenTable.hash(key))).isEqualTo(id);
            }
        });
    }

    @Test
    void anEmptyTableHasNothing() {
        TokenTable table = new TokenTable(PieceCache.ID_LIMIT);
        for (long rest = 0; rest < 1_000; rest++) {
            assertThat(table.find(rest << 7)).isEqualTo(-1);
        }
    }

    /** A piece of more than 7 bytes is none of those of which a part of its key is the whole. */
    @Test
    void largerPiecesAreListedAsOthers() {
        List<String> pieces =
                List.of("a", "tokens", "12345678", "a\0", "\0\0\0\0\0\0\0\0", "a token of 16 by", "tokens!");
        TokenTable table = new TokenTable(1_000);
        StringBuilder all = new StringBuilder();
        int[] starts = new int[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            all.append(pieces.get(i));
            starts[i + 1] = all.length();
        }
        byte[] text =
                Arrays.copyOf(all.toString().getBytes(StandardCharsets.US_ASCII), all.length() + BpeBatch.PADDING);
        for (int i : new int[] {0, 1, 6}) {
            long word = (long) BpeBatch.LONGS.get(text, starts[i]);
            table.put(TokenTable.hash(TokenTable.key(word, starts[i + 1] - starts[i])), 700 + i);
        }
        long[] values = new long[BpeBatch.PIECES];
        int[] others = new int[BpeBatch.PIECES + 1];
        assertThat(new SmallTokens().find(text, starts, 0, pieces.size(), table, values, others))
                .isEqualTo(4);
        assertThat(Arrays.copyOf(others, 4)).containsExactly(2, 3, 4, 5);
        assertThat(Arrays.copyOf(values, 7))
                .containsExactly(1L << 62 | 700, 1L << 62 | 701, 0, 0, 0, 0, 1L << 62 | 706);
    }
}
