package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.ChaosPlan;
import dev.millrace.it.chaos.ChaosReport;
import dev.millrace.it.chaos.ChaosRun;
import dev.millrace.it.chaos.Disturbance;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.DynamicSubject;
import dev.millrace.it.stream.MillraceSubject;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exactly once, shown by breaking things: every (document, tokenizer) once under {@code read_committed}, in the order of
 * its source partition, with the ids of a sequential program. {@code -Dmillrace.it.seed=N} repeats a run's random choices.
 */
class KillTest {
    private static StubRegistry registry;
    private static MillraceSubject subject;

    @BeforeAll
    static void startRegistry() {
        registry = new StubRegistry();
        subject = new MillraceSubject(registry);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    /** One seed in the quick form, five in the full one. */
    private static LongStream seeds() {
        return LongStream.range(0, Seeds.full() ? 5 : 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void twentyThousandDocumentsSurviveTwelveKills(long round) throws InterruptedException {
        // One more than must count: a kill may meet the very end of a commit and is none in a transaction then.
        ChaosPlan plan = plan("kill", 1 + round, 20_000, 6, 13, "classic", Disturbance.KILL);

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.countedKills()).as(report.line()).isGreaterThanOrEqualTo(12);
        assertThat(report.abortedTransactions()).as(report.line()).isGreaterThanOrEqualTo(8);
        assertThat(report.rebalances()).as(report.line()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void killsLoseNothingUnderTheStreamsGroupProtocol(long round) throws InterruptedException {
        int kills = Seeds.full() ? 12 : 4;
        ChaosPlan plan = plan("kill-streams", 11 + round, kills * 1_000, 4, kills, "streams", Disturbance.KILL);

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        // A kill may meet the very end of a commit; then it was none in a transaction.
        assertThat(report.countedKills()).as(report.line()).isGreaterThanOrEqualTo(kills - 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRecordOfADynamicBatchHasItsTableAfterKills(long round) throws InterruptedException {
        int kills = Seeds.full() ? 12 : 4;
        ChaosPlan plan = plan("kill-dynamic", 41 + round, kills * 1_000, 4, kills, "classic", Disturbance.KILL);
        DynamicSubject dynamic = new DynamicSubject(registry, Clusters.single());

        ChaosReport report = ChaosRun.run(Clusters.single(), dynamic, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.countedKills()).as(report.line()).isGreaterThanOrEqualTo(kills - 1);
        assertThat(dynamic.mergedRecords()).isGreaterThan(kills * 500);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void orderlyStopsLoseNothing(long round) throws InterruptedException {
        int stops = Seeds.full() ? 12 : 4;
        ChaosPlan plan = plan("stop", 21 + round, stops * 1_000, 4, stops, "classic", Disturbance.STOP);

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.stops()).as(report.line()).isEqualTo(stops);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bouncingBrokersLoseNothing(long round) throws InterruptedException {
        int wanted = Seeds.full() ? 10 : 4;
        ChaosPlan plan =
                plan("bounce", 31 + round, wanted * 1_000, 4, wanted, "classic", Disturbance.BOUNCE, Disturbance.KILL);

        try (TestCluster cluster = Clusters.three()) {
            ChaosReport report = ChaosRun.run(cluster, subject, plan);

            assertThat(report.verdict().isClean()).as(report.line()).isTrue();
            assertThat(report.bounces()).as(report.line()).isPositive();
        }
    }

    private static ChaosPlan plan(
            String name,
            long seed,
            int documents,
            int partitions,
            int wanted,
            String protocol,
            Disturbance... disturbances) {
        long chosen = Seeds.seed(seed);
        return new ChaosPlan(
                name + "-" + seed, chosen, documents, partitions, 2, List.of(disturbances), wanted, protocol);
    }
}
