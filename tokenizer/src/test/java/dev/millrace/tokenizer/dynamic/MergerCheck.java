package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Compares batches with what a {@link ReferenceMerger} makes of them. Tokens are strings as {@link NaiveMerger} has them. */
final class MergerCheck {
    private final Tokenizer tokenizer;
    private final TokenSet tokens;
    private final Set<String> base;

    MergerCheck(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        tokens = Objects.requireNonNull(tokenizer.tokens());
        base = IntStream.range(0, tokens.size())
                .filter(tokens::contains)
                .mapToObj(id -> new String(tokens.bytes(id), ISO_8859_1))
                .collect(Collectors.toSet());
    }

    static int[] offsets(EncodedBatch batch) {
        int[] offsets = new int[batch.size() + 1];
        Arrays.setAll(offsets, batch::offset);
        return offsets;
    }

    static DynamicBatch merge(DynamicMerger merger, EncodedBatch batch) {
        return merger.merge(batch.ids(), offsets(batch), batch.size());
    }

    private String name(BatchVocabulary vocabulary, int id) {
        if (id >= vocabulary.firstId()) {
            return new String(vocabulary.tokens().get(id - vocabulary.firstId()).bytes(), ISO_8859_1);
        }
        String text = new String(tokens.bytes(id), ISO_8859_1);
        return tokens.isSpecial(id) ? NaiveMerger.SPECIAL + text : text;
    }

    private List<List<String>> names(DynamicBatch batch) {
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            rows.add(Arrays.stream(batch.row(row))
                    .mapToObj(id -> name(batch.vocabulary(), id))
                    .toList());
        }
        return rows;
    }

    private DynamicBatch merge(DynamicOptions options, EncodedBatch batch) {
        return merge(new DynamicMerger(tokenizer, options), batch);
    }

    private List<List<String>> unmerged(DynamicOptions options, EncodedBatch batch) {
        return names(merge(options.withMaxMerges(0), batch));
    }

    /** The definition itself. */
    ReferenceMerger naive(DynamicOptions options, EncodedBatch batch) {
        return new NaiveMerger(options.boundary(), base, unmerged(options, batch));
    }

    /** What counts less anew. */
    ReferenceMerger rowwise(DynamicOptions options, EncodedBatch batch) {
        return new RowwiseMerger(options.boundary(), base, unmerged(options, batch));
    }

    /**
     * Merges, and compares every merge, its count and the length after it; and the rows after some and in the end.
     *
     * @param merger with these options
     * @return merges
     */
    int check(
            DynamicMerger merger, DynamicOptions options, EncodedBatch batch, ReferenceMerger reference, String what) {
        DynamicBatch merged = merge(merger, batch);
        double target = reference.length() * (1 - options.targetReduction());
        boolean none = reference.length() == 0;
        int m = 0;
        boolean saturated = false;
        while (m < options.maxMerges() && (none || reference.length() > target)) {
            Map.Entry<NaiveMerger.Pair, Integer> step = reference.step(options.minCount());
            if (step == null) {
                saturated = true;
                break;
            }
            assertThat(m).as("merges, %s", what).isLessThan(merged.merges().size());
            DynamicBatch.Merge merge = merged.merges().get(m);
            assertThat(List.of(new String(merge.left(), ISO_8859_1), new String(merge.right(), ISO_8859_1)))
                    .as("merge %s, %s", m, what)
                    .isEqualTo(List.of(step.getKey().left(), step.getKey().right()));
            assertThat(merge.count()).as("count of merge %s, %s", m, what).isEqualTo(step.getValue());
            m++;
            assertThat(merged.length(m))
                    .as("length after %s merges, %s", m, what)
                    .isEqualTo(reference.length());
            if (m <= 2 || m % 128 == 35) {
                assertThat(names(merge(options.withMaxMerges(m), batch)))
                        .as("rows after %s merges, %s", m, what)
                        .isEqualTo(reference.rows());
            }
        }
        assertThat(merged.merges()).as("%s", what).hasSize(m);
        assertThat(merged.isSaturated()).as("%s", what).isEqualTo(saturated);
        assertThat(names(merged)).as("%s", what).isEqualTo(reference.rows());
        Set<String> used = reference.rows().stream().flatMap(List::stream).collect(Collectors.toSet());
        assertThat(merged.vocabulary().tokens())
                .as("new tokens, %s", what)
                .allMatch(token -> used.contains(new String(token.bytes(), ISO_8859_1)));
        return m;
    }
}
