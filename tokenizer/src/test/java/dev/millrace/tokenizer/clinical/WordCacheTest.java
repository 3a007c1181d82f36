package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordCacheTest {

    @Test
    void keepsTheWordsUsedLastAndNoMore() {
        WordCache cache = new WordCache(50);
        Map<String, Word> expected = new LinkedHashMap<>(16, 0.75f, true);
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String text = "w" + random.nextInt(120);
            byte[] bytes = text.getBytes(UTF_8);
            int hash = WordCache.hash(bytes, 0, bytes.length) & 7; // many words in one slot
            Word found = cache.get(bytes, 0, bytes.length, hash);
            assertThat(found).isSameAs(expected.get(text));
            if (found == null) {
                Word word = new Word(bytes, hash, new int[0], new int[0], Word.BASE);
                cache.put(word);
                expected.put(text, word);
                if (expected.size() > 50) {
                    expected.remove(expected.keySet().iterator().next());
                }
            }
            assertThat(cache.size()).isEqualTo(expected.size()).isLessThanOrEqualTo(50);
        }
    }

    @Test
    void aScorerForgetsWordsAndGivesThemTheSameIdsAgain() {
        ClinicalTokenizer pool = Pools.pool(PoolOptions.DEFAULT);
        WordScorer small = new WordScorer(pool.pool(), 3);
        WordScorer large = new WordScorer(pool.pool(), 1000);
        for (int i = 0; i < 200; i++) {
            byte[] word =
                    (" " + Pools.TERMS.get(i * 7 % Pools.TERMS.size()).text().split(" ", -1)[0]).getBytes(UTF_8);
            assertThat(small.word(word, 0, word.length).pool).isEqualTo(large.word(word, 0, word.length).pool);
            assertThat(small.cache().size()).isLessThanOrEqualTo(3);
        }
    }
}
