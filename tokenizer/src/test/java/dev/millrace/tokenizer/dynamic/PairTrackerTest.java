package dev.millrace.tokenizer.dynamic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches of small vocabularies, with thresholds so that few pairs are tracked. */
class PairTrackerTest {
    private static final int NO_SHARE = Integer.MAX_VALUE;

    /** One of each is about what two others make, which the vocabulary has too. */
    private static final List<String> PIECES = List.of(
            "a", "b", "ab", "ba", "aa", "aab", "Ġa", "Ġ", "ĠĠ", "bab", "-", ".", "7", "77", "abab", "Ċ", "Ã", "©", "Ã©",
            "<s>");

    /** Of these, tokens that the vocabulary does not have can be made in several ways. */
    private static final List<String> FEW = List.of("a", "b", "c", "ab", "bc", "d");

    /** Tracks the pairs that occur as often as the {@code most}th. */
    private static PairTracker.Tuning tuning(int most, int all) {
        return tuning(most, all, 4);
    }

    private static PairTracker.Tuning tuning(int most, int all, int room) {
        return new PairTracker.Tuning(1, 1, most, NO_SHARE, all, room);
    }

    private static String times(int n, String row) {
        return String.join("\n", Collections.nCopies(n, row));
    }

    private static int check(PieceTokenizer pieces, DynamicMerger merger, DynamicOptions options, EncodedBatch batch) {
        MergerCheck check = new MergerCheck(pieces.tokenizer());
        return check.check(merger, options, batch, check.naive(options, batch), "");
    }

    @Test
    void aPairThatWasRareIsFoundWhenItsTokenIsMadeAgain() {
        String text = times(5, "ab c") + "\n" + times(6, "a b c") + "\n" + times(4, "x y");
        PieceTokenizer pieces = new PieceTokenizer(text.split("\n", -1));
        DynamicMerger merger = new DynamicMerger(pieces.tokenizer(), DynamicOptions.SATURATE, tuning(2, 3));
        DynamicBatch batch = MergerCheck.merge(merger, pieces.rows());
        assertThat(merger.tracker().scans()).isEqualTo(1);
        assertThat(batch.merges()).extracting(DynamicBatch.Merge::count).containsExactly(6, 11, 4);
        check(pieces, merger, DynamicOptions.SATURATE, pieces.rows());
    }

    @Test
    void aPairOfANewTokenIsFoundWhenTheTokenIsMadeInAnotherWay() {
        String text = times(5, "a bc w") + "\n" + times(4, "a bc") + "\n" + times(4, "ab c w") + "\n" + times(4, "ab c")
                + "\n" + times(8, "p q");
        PieceTokenizer pieces = new PieceTokenizer(text.split("\n", -1));
        DynamicMerger merger = new DynamicMerger(pieces.tokenizer(), DynamicOptions.SATURATE, tuning(2, 3));
        DynamicBatch batch = MergerCheck.merge(merger, pieces.rows());
        assertThat(batch.merges()).extracting(DynamicBatch.Merge::count).containsExactly(9, 8, 9, 8);
        assertThat(merger.tracker().scans()).isEqualTo(1);
        check(pieces, merger, DynamicOptions.SATURATE, pieces.rows());
    }

    @Test
    void thresholdsFallUntilNoPairIsLeft() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 40; i++) {
            text.append(times(i, "x" + (char) ('a' + i % 26) + (char) ('a' + i / 26) + " y"))
                    .append(i < 40 ? "\n" : "");
        }
        PieceTokenizer pieces = new PieceTokenizer(text.toString().split("\n", -1));
        DynamicMerger merger = new DynamicMerger(pieces.tokenizer(), DynamicOptions.SATURATE, tuning(3, 2));
        assertThat(check(pieces, merger, DynamicOptions.SATURATE.withBoundary(BoundaryMode.PRETOKENS), pieces.rows()))
                .isGreaterThan(20);
        assertThat(merger.tracker().rounds()).isBetween(3, 7);
    }

    @ParameterizedTest
    @EnumSource(BoundaryMode.class)
    void mergesOfRandomBatchesAreThoseOfTheDefinition(BoundaryMode mode) {
        long seed = TestSettings.seed();
        Random random = new Random(seed ^ mode.name().hashCode());
        PieceTokenizer many = new PieceTokenizer(String.join(" ", PIECES));
        PieceTokenizer few = new PieceTokenizer(String.join(" ", FEW));
        int batches = 0;
        int scans = 0;
        int rounds = 0;
        for (int round = 0; round < (TestSettings.isFull() ? 5000 : 300); round++) {
            DynamicOptions options = options(random, mode);
            boolean fewer = random.nextInt(3) == 0;
            PieceTokenizer pieces = fewer ? few : many;
            MergerCheck check = new MergerCheck(pieces.tokenizer());
            DynamicMerger merger = new DynamicMerger(
                    pieces.tokenizer(),
                    options,
                    tuning(1 + random.nextInt(8), 2 + random.nextInt(4), 1 + random.nextInt(3)));
            for (int again = 0; again < 2; again++) {
                EncodedBatch batch = pieces.encode(texts(fewer ? FEW : PIECES, random));
                ReferenceMerger reference =
                        random.nextBoolean() ? check.naive(options, batch) : check.rowwise(options, batch);
                check.check(merger, options, batch, reference, "seed " + seed + ", round " + round);
                batches++;
                scans += merger.tracker().scans();
                rounds += merger.tracker().rounds();
            }
        }
        assertThat(scans).isGreaterThan(batches / 40);
        assertThat(rounds).isGreaterThan(batches * 5 / 4);
    }

    private static DynamicOptions options(Random random, BoundaryMode mode) {
        DynamicOptions options = DynamicOptions.SATURATE.withBoundary(mode);
        return switch (random.nextInt(5)) {
            case 0 -> options.withMinCount(1 + random.nextInt(6));
            case 1 -> options.withMaxMerges(random.nextInt(12));
            case 2 -> options.withTargetReduction(random.nextDouble());
            default -> options;
        };
    }

    private static String[] texts(List<String> pieces, Random random) {
        int kinds = 1 + random.nextInt(pieces.size());
        List<String> known =
                random.ints(kinds, 0, pieces.size()).mapToObj(pieces::get).toList();
        int longest = 1 + random.nextInt(60);
        return Stream.generate(() -> {
                    StringBuilder text = new StringBuilder();
                    for (int n = random.nextInt(longest); n > 0; n--) {
                        text.append(known.get(random.nextInt(kinds))).append(n > 1 ? " " : "");
                    }
                    return text.toString();
                })
                .limit(random.nextInt(12))
                .toArray(String[]::new);
    }
}
