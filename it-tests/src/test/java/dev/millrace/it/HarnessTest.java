package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.chaos.ChaosPlan;
import dev.millrace.it.chaos.ChaosReport;
import dev.millrace.it.chaos.ChaosRun;
import dev.millrace.it.chaos.Disturbance;
import dev.millrace.it.chaos.NaiveSubject;
import dev.millrace.it.kafka.Clusters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness itself: it must find the loss that it was made to find. */
class HarnessTest {

    @Test
    void findsTheDocumentsThatANaiveBufferLosesWhenKilled() throws InterruptedException {
        ChaosPlan plan = new ChaosPlan(
                "naive-kill", Seeds.seed(11), 3_000, 4, 2, List.of(Disturbance.KILL, Disturbance.STOP), 3, "classic");

        ChaosReport report = ChaosRun.run(Clusters.single(), new NaiveSubject(), plan);

        assertThat(report.verdict().missing())
                .as("documents lost by the naive buffer")
                .isPositive();
        assertThat(report.verdict().duplicates()).isZero();
        assertThat(report.verdict().isClean()).isFalse();
    }
}
