package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceCacheTest {
    /**
     * Pieces that drive one another out while there is room are encoded anew in every document, and their ids fill the list
     * until all is forgotten.
     */
    @ParameterizedTest
    @ValueSource(ints = {16, 32, 33, 256})
    void longPiecesStayWhileThereIsRoom(int length) {
        PieceCache cache = new PieceCache(PieceCache.ID_LIMIT);
        byte[] texts = new byte[2_000 * length];
        new Random(11).nextBytes(texts);
        for (int from = 0; from < texts.length; from += length) {
            cache.pack(new int[] {from, from + 1}, 2);
            cache.putLong(texts, from, from + length, hash(texts, from, length), 0);
        }
        int[] ids = new int[4];
        for (int from = 0; from < texts.length; from += length) {
            int line = cache.findLong(texts, from, from + length, hash(texts, from, length), 0);
            assertThat(line).as("piece at %d", from).isPositive();
            assertThat(cache.unpack(cache.longTable[line + PieceCache.LINE_VALUE], 0, ids, 0))
                    .isEqualTo(2);
            assertThat(ids).startsWith(from, from + 1);
        }
    }

    private static long hash(byte[] texts, int from, int length) {
        return PieceCache.longHash(texts, from, from + length, 0);
    }

    @Test
    void idsComeOutAsTheyWentIn() {
        PieceCache cache = new PieceCache(PieceCache.ID_LIMIT);
        for (int count = 1; count <= 10; count++) {
            int[] ids = new Random(count).ints(count, 0, PieceCache.ID_LIMIT).toArray();
            cache.pack(ids, count);
            int[] out = new int[count + 3];
            assertThat(cache.unpack(cache.packed, cache.packedMore, out, 1)).isEqualTo(1 + count);
            assertThat(Arrays.copyOfRange(out, 1, 1 + count))
                    .as("%d ids", count)
                    .containsExactly(ids);
        }
    }
}
