package dev.millrace.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.kafka.CommittedRecords;
import dev.millrace.it.kafka.GroupOffsets;
import dev.millrace.it.kafka.TestCluster;
import dev.millrace.it.kafka.TransactionLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.awaitility.Awaitility;

/** Runs an application in child JVMs, breaks it again and again while it is fed, and judges what came out. */
public final class ChaosRun {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE_WITH_THE_IDLE = Duration.ofSeconds(15);
    private static final int MAX_PAUSE_MS = 1_000;
    private static final int MAX_WORK_MS = 500;

    private final TestCluster cluster;
    private final Subject subject;
    private final ChaosPlan plan;
    private final Timeline timeline;
    private final String documents;
    private final String tokens;
    private final TransactionLog transactions;
    private final Random random;
    private final List<Instance> instances = new ArrayList<>();
    /** Transactional id prefixes of instances that were killed while a transaction of theirs was open. */
    private final List<String> killedInTransaction = new ArrayList<>();

    private int kills;
    private int stops;
    private int bounces;

    private ChaosRun(TestCluster cluster, Subject subject, ChaosPlan plan, Timeline timeline) {
        this.cluster = cluster;
        this.subject = subject;
        this.plan = plan;
        this.timeline = timeline;
        this.documents = plan.name() + "-documents";
        this.tokens = plan.name() + "-tokens";
        this.transactions = new TransactionLog(cluster, tokens);
        this.random = new Random(plan.seed());
    }

    /** Runs {@code plan} and prints its figures. */
    public static ChaosReport run(TestCluster cluster, Subject subject, ChaosPlan plan) throws InterruptedException {
        try (Timeline timeline = new Timeline(plan.name())) {
            ChaosReport report = new ChaosRun(cluster, subject, plan, timeline).run();
            timeline.add(report.line());
            System.out.println(report.line());
            return report;
        }
    }

    private ChaosReport run() throws InterruptedException {
        Corpus corpus = new Corpus(plan.seed());
        cluster.createTopic(documents, plan.partitions(), Map.of());
        cluster.createTopic(tokens, plan.partitions(), Map.of());
        cluster.createTopic(tokens + "-rejected", 1, Map.of());
        cluster.createTopic(tokens + "-merges", 1, Map.of());
        for (int i = 0; i < plan.instances(); i++) {
            Instance instance = new Instance(plan.name() + "-" + (char) ('a' + i), properties());
            instances.add(instance);
            instance.start();
        }
        List<List<Integer>> fed;
        try (Feeder feeder = new Feeder(cluster.bootstrapServers(), documents, subject, corpus, plan)) {
            awaitRunning();
            timeline.add("all instances run");
            feeder.start();
            disturb(feeder);
            fed = feeder.finish();
            timeline.add("all documents fed");
            awaitDrained();
            stopAll();
            timeline.add("all instances stopped");
        } finally {
            instances.forEach(instance -> instance.current().close());
        }
        Verdict verdict =
                Verdict.of(subject, corpus, fed, CommittedRecords.readAll(cluster.bootstrapServers(), tokens));
        return report(verdict, timeline.elapsed().toSeconds());
    }

    private void disturb(Feeder feeder) throws InterruptedException {
        long deadline =
                System.nanoTime() + Duration.ofSeconds(60 + 20L * plan.wanted()).toNanos();
        int share = plan.documents() / (plan.wanted() + 2);
        int turn = 0;
        for (int counted = 0; counted < plan.wanted() && System.nanoTime() < deadline; ) {
            feeder.release((counted + 1) * share);
            Thread.sleep(100 + random.nextInt(MAX_PAUSE_MS));
            Disturbance next =
                    plan.disturbances().get(turn++ % plan.disturbances().size());
            counted += switch (next) {
                case KILL -> kill();
                case STOP -> stop(anyInstance());
                case BOUNCE -> bounce();
            };
        }
    }

    /**
     * Kills at a random moment, mostly an instance that works, now and then one that does not: it may be in a rebalance.
     * Returns 1 if the kill counts, else 0.
     */
    private int kill() throws InterruptedException {
        Instance victim = random.nextInt(8) == 0 ? anyInstance() : workingInstance();
        Thread.sleep(random.nextInt(MAX_WORK_MS));
        victim.current().kill();
        kills++;
        boolean open = hasOpenTransaction(victim);
        if (open) {
            killedInTransaction.add(transactionalIds(victim));
        }
        timeline.add("killed " + victim.current().name() + (open ? " in a transaction" : ""));
        restart(victim);
        return open ? 1 : 0;
    }

    private Instance anyInstance() {
        return instances.get(random.nextInt(instances.size()));
    }

    /** An instance that has written output in a transaction that is open; any, if none does for a while. */
    private Instance workingInstance() throws InterruptedException {
        long idle = System.nanoTime() + PATIENCE_WITH_THE_IDLE.toNanos();
        while (System.nanoTime() < idle) {
            List<Instance> working =
                    instances.stream().filter(this::hasOpenTransaction).toList();
            if (!working.isEmpty()) {
                return working.get(random.nextInt(working.size()));
            }
            Thread.sleep(50);
        }
        return anyInstance();
    }

    private boolean hasOpenTransaction(Instance instance) {
        return instance.processId().isPresent()
                && !transactions.openWithOutput(transactionalIds(instance)).isEmpty();
    }

    /** What the transactional ids of an instance's current life start with. */
    private String transactionalIds(Instance instance) {
        return plan.name() + "-" + instance.processId().orElseThrow() + "-";
    }

    private int stop(Instance victim) throws InterruptedException {
        if (!victim.isRunning()) {
            return 0;
        }
        assertThat(victim.current().stop())
                .as("exit status after SIGTERM, see %s", victim.current().log())
                .isEqualTo(143);
        stops++;
        timeline.add("stopped " + victim.current().name());
        restart(victim);
        return 1;
    }

    private int bounce() {
        List<Integer> brokers = cluster.brokerIds();
        int broker = brokers.get(random.nextInt(brokers.size()));
        timeline.add("bounce of broker " + broker);
        cluster.bounce(broker);
        timeline.add("broker " + broker + " is back");
        bounces++;
        return 1;
    }

    private void restart(Instance victim) throws InterruptedException {
        Thread.sleep(random.nextInt(500));
        victim.start();
    }

    private void awaitRunning() {
        Awaitility.await("all instances run")
                .atMost(PATIENCE)
                .until(() -> instances.stream().allMatch(Instance::isRunning));
    }

    /** Drained: every document's offset is committed and no transaction is open. */
    private void awaitDrained() {
        Awaitility.await("committed offsets reach the log ends")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(GroupOffsets.committed(cluster.admin(), plan.name(), documents))
                        .isEqualTo(CommittedRecords.logEnds(cluster.admin(), documents, plan.partitions())));
        timeline.add("all offsets committed");
        Awaitility.await("transactions of killed instances are aborted")
                .atMost(PATIENCE)
                .until(() -> transactions.openWithOutput(plan.name() + "-").isEmpty());
        timeline.add("no transaction open");
    }

    private void stopAll() {
        for (Instance instance : instances) {
            assertThat(instance.current().stop())
                    .as("exit status after SIGTERM, see %s", instance.current().log())
                    .isEqualTo(143);
        }
    }

    private ChaosReport report(Verdict verdict, long seconds) {
        List<TransactionLog.Ended> ended = transactions.ended(plan.name() + "-");
        int aborted = (int) ended.stream()
                .filter(transaction -> transaction.aborted() && transaction.wroteOutput())
                .count();
        Map<String, TransactionLog.Ended> last = transactions.lastOfEach(plan.name() + "-");
        int counted = (int) killedInTransaction.stream()
                .filter(prefix -> last.values().stream()
                        .anyMatch(transaction -> transaction.transactionalId().startsWith(prefix)
                                && transaction.aborted()
                                && transaction.wroteOutput()))
                .count();
        int rebalances = instances.stream().mapToInt(Instance::rebalances).sum();
        return new ChaosReport(plan, kills, counted, stops, bounces, aborted, rebalances, seconds, verdict);
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                StreamsChild.APP,
                subject.app().getName(),
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "application.id",
                plan.name(),
                "processing.guarantee",
                "exactly_once_v2",
                "commit.interval.ms",
                "300",
                "auto.offset.reset",
                "earliest",
                "group.protocol",
                plan.groupProtocol(),
                // A killed instance's transaction holds back readers until this runs out.
                "producer.transaction.timeout.ms",
                "8000"));
        if (plan.groupProtocol().equals("classic")) {
            properties.putAll(Map.of("session.timeout.ms", "3000", "heartbeat.interval.ms", "500"));
        }
        properties.putAll(subject.properties(documents, tokens));
        return properties;
    }
}
