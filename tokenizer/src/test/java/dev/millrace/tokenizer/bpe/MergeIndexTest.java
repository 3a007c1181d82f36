package dev.millrace.tokenizer.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeIndexTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 6, 7, 100, 5_000, 100_000})
    void findsEveryPairAndTellsOthersApart(int size) {
        Random random = new Random(size);
        int ids = 300 + size;
        MergeTable table = new MergeTable(size);
        for (int rank = 0; table.size() < size; rank += 1 + random.nextInt(2)) {
            int left = random.nextInt(ids);
            int right = random.nextInt(ids);
            if (table.get(left, right) < 0) {
                table.put(left, right, rank, rank);
            }
        }
        MergeIndex index = new MergeIndex(table);
        table.forEach((left, right, rank, id) -> {
            assertThat(index.candidate(left, right)).isEqualTo(rank);
            assertThat(index.isPair(rank, left, right)).isTrue();
        });
        int mistaken = 0;
        for (int i = 0; i < 1_000_000; i++) {
            int left = random.nextInt(ids);
            int right = random.nextInt(8) == 0 ? MergeTable.NO_ID : random.nextInt(ids);
            int rank = index.candidate(left, right);
            if (table.get(left, right) < 0 && rank != MergeTable.NONE) {
                mistaken++;
                assertThat(index.isPair(rank, left, right)).isFalse();
            }
        }
        assertThat(mistaken)
                .as("of a million pairs, those that look like another")
                .isLessThan(2_500);
        if (size >= 5_000) {
            assertThat(mistaken).as("the test must meet some").isPositive();
        }
    }

    /** Two tokens whose pair only looks like one that merges stay two, in the middle of a piece and at its end. */
    @Test
    void doesNotMergeWhatOnlyLooksLikeAPair() {
        BpeModel model = TiktokenEncoding.R50K_BASE.model();
        Vocabulary vocabulary = model.vocabulary();
        BpeWorker worker = model.newWorker();
        NaiveBpe naive = new NaiveBpe(vocabulary);
        Random random = new Random(1);
        int met = 0;
        while (met < 200) {
            int left = random.nextInt(vocabulary.size());
            int right = random.nextInt(vocabulary.size());
            if (vocabulary.length(left) + vocabulary.length(right) > 60
                    || model.index.candidate(left, right) == MergeTable.NONE
                    || model.merges.get(left, right) >= 0) {
                continue;
            }
            met++;
            byte[] text = new byte[vocabulary.length(left) + vocabulary.length(right)];
            vocabulary.copy(left, text, 0);
            vocabulary.copy(right, text, vocabulary.length(left));
            int count = worker.encode(text, 0, text.length);
            assertThat(Arrays.stream(worker.ids(), 0, count).boxed().toList())
                    .isEqualTo(naive.encode(text, 0, text.length));
        }
    }
}
