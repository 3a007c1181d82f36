package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.ChaosPlan;
import dev.millrace.it.chaos.ChaosReport;
import dev.millrace.it.chaos.ChaosRun;
import dev.millrace.it.chaos.Disturbance;
import dev.millrace.it.kafka.Clusters;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.registry.StubRegistry;
import dev.millrace.it.stream.MillraceSubject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void twentyThousandDocumentsSurviveTwelveKills() throws InterruptedException {
        ChaosPlan plan = new ChaosPlan("kill", Seeds.seed(1), 20_000, 6, 2, List.of(Disturbance.KILL), 12, "classic");

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.countedKills()).as(report.line()).isGreaterThanOrEqualTo(12);
        assertThat(report.abortedTransactions()).as(report.line()).isGreaterThanOrEqualTo(8);
        assertThat(report.rebalances()).as(report.line()).isPositive();
    }

    @Test
    void killsLoseNothingUnderTheStreamsGroupProtocol() throws InterruptedException {
        ChaosPlan plan =
                new ChaosPlan("kill-streams", Seeds.seed(2), 4_000, 4, 2, List.of(Disturbance.KILL), 4, "streams");

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.countedKills()).as(report.line()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void orderlyStopsLoseNothing() throws InterruptedException {
        ChaosPlan plan = new ChaosPlan("stop", Seeds.seed(3), 4_000, 4, 2, List.of(Disturbance.STOP), 4, "classic");

        ChaosReport report = ChaosRun.run(Clusters.single(), subject, plan);

        assertThat(report.verdict().isClean()).as(report.line()).isTrue();
        assertThat(report.stops()).as(report.line()).isEqualTo(4);
    }

    @Test
    void bouncingBrokersLoseNothing() throws InterruptedException {
        ChaosPlan plan = new ChaosPlan(
                "bounce", Seeds.seed(4), 4_000, 4, 2, List.of(Disturbance.BOUNCE, Disturbance.KILL), 4, "classic");

        try (TestCluster cluster = Clusters.three()) {
            ChaosReport report = ChaosRun.run(cluster, subject, plan);

            assertThat(report.verdict().isClean()).as(report.line()).isTrue();
            assertThat(report.bounces()).as(report.line()).isPositive();
        }
    }
}
