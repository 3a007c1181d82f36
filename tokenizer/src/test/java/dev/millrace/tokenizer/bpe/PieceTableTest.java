package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceTableTest {
    /**
     * An entry that is not found is put again, and then the table has it twice. So few are put here that none has to give
     * way for want of room.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void entriesAreFoundAfterOthersMovedCloser(int entry) {
        PieceTable table = new PieceTable(entry, 1 << 14);
        Random random = new Random(7);
        long[] lows = new long[6_000];
        long[] highs = new long[lows.length];
        for (int i = 0; i < lows.length; i++) {
            lows[i] = random.nextLong();
            highs[i] = entry == 2 ? 0 : random.nextLong();
            table.put(lows[i], highs[i], hash(entry, lows[i], highs[i]), i + 1, 0);
            for (int k = 0; k < 20; k++) {
                int known = random.nextInt(i + 1);
                int at = table.find(lows[known], highs[known], hash(entry, lows[known], highs[known]));
                assertThat(at).as("entry %d of %d", known, i + 1).isPositive();
                assertThat(table.words[at]).isEqualTo(known + 1);
            }
        }
    }

    private static long hash(int entry, long low, long high) {
        return entry == 2 ? PieceTable.hash(low) : PieceTable.hash(low, high);
    }

    @Test
    void ofTwoEntriesWithOneKeyTheFirstCounts() {
        byte[] text = Arrays.copyOf("tokenization".getBytes(StandardCharsets.US_ASCII), 12 + BpeBatch.PADDING);
        int[] starts = {0, 5, 12};
        long[] values = new long[BpeBatch.PIECES];
        int[] larger = new int[BpeBatch.PIECES + 1];
        PieceTable small = new PieceTable(2, 1 << 12);
        long key = SmallPieces.key((long) BpeBatch.LONGS.get(text, 0), 5);
        small.put(key, 0, PieceTable.hash(key), 5L << 32 | 1, 0);
        small.put(key, 0, PieceTable.hash(key), 5L << 32 | 6, 0);
        assertThat(new SmallPieces().find(text, starts, 0, 2, small, values, larger))
                .isZero();
        assertThat(values[0]).isEqualTo(5L << 32 | 1);
        assertThat(values[1]).isZero();

        PieceTable medium = new PieceTable(4, 1 << 12);
        long low = (long) BpeBatch.LONGS.get(text, 0);
        long high = MediumPieces.high((long) BpeBatch.LONGS.get(text, 8), 12);
        medium.put(low, high, PieceTable.hash(low, high), 7L << 32 | 1, 0);
        medium.put(low, high, PieceTable.hash(low, high), 7L << 32 | 8, 0);
        int[] whole = {0, 12};
        assertThat(new MediumPieces()
                        .find(text, whole, 0, 1, medium, new int[1], values, new long[BpeBatch.PIECES], larger))
                .isZero();
        assertThat(values[0]).isEqualTo(7L << 32 | 1);
    }
}
