package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PieceCacheTest {
    /** Few enough letters that pieces come again, so many pieces that old ones must give way. */
    @Test
    void aHitHasTheIdsThatWereGivenForTheSameBytes() {
        Random random = new Random(TestSettings.seed());
        PieceCache cache = new PieceCache();
        Map<String, int[]> given = new HashMap<>();
        int hits = 0;
        for (int i = 0; i < 600_000; i++) {
            byte[] text = new byte[1 + random.nextInt(4) + random.nextInt(random.nextInt(20) == 0 ? 60 : 12)];
            int from = random.nextInt(text.length);
            for (int k = 0; k < text.length; k++) {
                text[k] = (byte) (random.nextInt(8) == 0 ? random.nextInt(3) - 1 : 'a' + random.nextInt(6));
            }
            int[] ids = new int[7];
            String piece = new String(text, from, text.length - from, ISO_8859_1);
            int n = cache.get(text, from, text.length, ids);
            if (n >= 0) {
                hits++;
                assertThat(Arrays.copyOf(ids, n))
                        .as("seed %d, piece %d", TestSettings.seed(), i)
                        .isEqualTo(given.get(piece));
            } else {
                int[] fresh = random.ints(random.nextInt(9), 0, random.nextInt(3) == 0 ? 1 << 21 : 1 << 17)
                        .toArray();
                given.put(piece, fresh);
                cache.put(text, from, text.length, fresh, fresh.length);
            }
        }
        assertThat(hits).isBetween(60_000, 590_000);
    }

    @Test
    void aPieceJustPutIsThere() {
        PieceCache cache = new PieceCache();
        int[] ids = new int[7];
        for (int length = 1; length <= 47; length++) {
            byte[] text = "x".repeat(length).getBytes(ISO_8859_1);
            for (int n = 0; n <= 7; n++) {
                int[] fresh = new int[n];
                Arrays.fill(fresh, 1_000 * length + n);
                byte[] other = text.clone();
                other[0] = (byte) n;
                cache.put(other, 0, length, fresh, n);
                assertThat(cache.get(other, 0, length, ids))
                        .as("%d bytes", length)
                        .isEqualTo(n);
                assertThat(Arrays.copyOf(ids, n)).isEqualTo(fresh);
            }
        }
        assertThat(cache.get(new byte[48], 0, 48, ids)).isEqualTo(-1);
    }
}
