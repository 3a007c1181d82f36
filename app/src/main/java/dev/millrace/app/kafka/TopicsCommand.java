package dev.millrace.app.kafka;

import dev.millrace.app.config.ClientProperties;
import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.kafka.TopicPlan.PlannedTopic;
import dev.millrace.topology.MillraceConfig;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace topics}. */
@Command(
        name = "topics",
        header = "Show the topics of a configuration, and create those that are missing.",
        description = {
            "",
            "Compares the topics that the configuration names with those of the cluster: documents, tokens, merge "
                    + "tables, rejected documents. Existing topics are never changed; where a setting differs from "
                    + "what suits Millrace, the table says so.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace topics --set bootstrap.servers=localhost:9092",
            "  millrace topics --config millrace.properties --create --partitions 12 --replication-factor 3"
        })
public final class TopicsCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    @Option(names = "--create", description = "Create the topics that are missing.")
    private boolean create;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Partitions of new topics. Default: ${DEFAULT-VALUE}. Tokens keep the order of their "
                    + "document's partition best where both topics have equally many.")
    private int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Replicas of new topics. Default: the brokers' default.replication.factor.")
    private Optional<Short> replicationFactor = Optional.empty();

    /** Writes to {@code console}. */
    public TopicsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        UsageException.requireCompanion("--replication-factor", "--create", create || replicationFactor.isEmpty());
        if (partitions < 1) {
            throw new UsageException("--partitions must be at least 1, got " + partitions);
        }
        MillraceConfig config = new Settings(configuration.keys()).tokenization();
        Cluster.require(config, console);
        try (Admin admin = Admin.create(ClientProperties.admin(config))) {
            show(reconcile(admin, TopicPlan.of(config), create, partitions, replicationFactor));
        }
        return 0;
    }

    /**
     * What became of one topic.
     *
     * @param state such as {@code created} or {@code missing}
     * @param remarks settings of a new topic, or differences of an existing one
     */
    record Outcome(String topic, int partitions, String state, List<String> remarks) {}

    static List<Outcome> reconcile(
            Admin admin, List<PlannedTopic> plan, boolean create, int partitions, Optional<Short> replicationFactor)
            throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        List<NewTopic> missing = new ArrayList<>();
        for (PlannedTopic topic : plan) {
            if (!existing.contains(topic.name())) {
                missing.add(new NewTopic(topic.name(), Optional.of(partitions), replicationFactor)
                        .configs(topic.settings()));
            }
        }
        if (create) {
            admin.createTopics(missing).all().get();
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (PlannedTopic topic : plan) {
            outcomes.add(
                    existing.contains(topic.name())
                            ? compare(admin, topic)
                            : new Outcome(topic.name(), partitions, create ? "created" : "missing", settings(topic)));
        }
        return outcomes;
    }

    private static List<String> settings(PlannedTopic topic) {
        return topic.settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    private static Outcome compare(Admin admin, PlannedTopic topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        int partitions = 0;
        for (TopicDescription description : admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get()
                .values()) {
            partitions = description.partitions().size();
        }
        Map<String, String> values = new HashMap<>();
        for (Config actual :
                admin.describeConfigs(List.of(resource)).all().get().values()) {
            actual.entries().forEach(entry -> values.put(entry.name(), entry.value()));
        }
        List<String> differences = new ArrayList<>();
        topic.settings().forEach((name, value) -> {
            if (!value.equals(values.get(name))) {
                differences.add(name + "=" + values.get(name) + ", suggested " + value);
            }
        });
        return new Outcome(topic.name(), partitions, differences.isEmpty() ? "exists" : "exists, differs", differences);
    }

    private void show(List<Outcome> outcomes) {
        TextTable table = new TextTable("topic", ">partitions", "state", "settings");
        boolean missing = false;
        for (Outcome outcome : outcomes) {
            missing |= outcome.state().equals("missing");
            String first = outcome.remarks().isEmpty() ? "" : outcome.remarks().get(0);
            table.add(outcome.topic(), String.valueOf(outcome.partitions()), outcome.state(), first);
            outcome.remarks().stream().skip(1).forEach(remark -> table.add("", "", "", remark));
        }
        PrintStream out = console.text();
        table.print(out);
        out.flush();
        if (missing) {
            console.say("Create what is missing with --create.");
        }
    }
}
