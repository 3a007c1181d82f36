package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceTableTest {
    /**
     * An entry that is not found is put again, and then the table has it twice. So few are put here that none has to give
     * way for want of room.
     */
    @Test
    void entriesAreFoundAfterOthersMovedCloser() {
        PieceTable table = new PieceTable(1 << 14);
        Random random = new Random(7);
        long[] lows = new long[6_000];
        long[] highs = new long[lows.length];
        for (int i = 0; i < lows.length; i++) {
            lows[i] = random.nextLong();
            highs[i] = random.nextLong();
            table.put(lows[i], highs[i], PieceTable.hash(lows[i], highs[i]), i + 1, 0);
            for (int k = 0; k < 20; k++) {
                int known = random.nextInt(i + 1);
                int at = table.find(lows[known], highs[known], PieceTable.hash(lows[known], highs[known]));
                assertThat(at).as("entry %d of %d", known, i + 1).isPositive();
                assertThat(table.words[at]).isEqualTo(known + 1);
            }
        }
    }

    @Test
    void ofTwoEntriesWithOneKeyTheFirstCounts() {
        byte[] text = Arrays.copyOf("tokenization".getBytes(StandardCharsets.US_ASCII), 12 + BpeBatch.PADDING);
        long[] values = new long[BpeBatch.PIECES];
        PieceTable table = new PieceTable(1 << 12);
        long low = (long) BpeBatch.LONGS.get(text, 0);
        long high = ShortPieces.high((long) BpeBatch.LONGS.get(text, 8), 12);
        table.put(low, high, PieceTable.hash(low, high), 7L << 32 | 1, 0);
        table.put(low, high, PieceTable.hash(low, high), 7L << 32 | 8, 0);
        int[] whole = {0, 12};
        int longs = new ShortPieces()
                .find(
                        text,
                        whole,
                        0,
                        1,
                        table,
                        new int[1],
                        values,
                        new long[BpeBatch.PIECES],
                        new int[BpeBatch.PIECES + 1]);
        assertThat(longs).isZero();
        assertThat(values[0]).isEqualTo(7L << 32 | 1);
    }
}
