package dev.millrace.app.kafka;

import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.RejectedHeaders;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace rejected replay}. */
@Command(
        name = "replay",
        header = "Put rejected documents back into their documents topic.",
        description = {
            "",
            "Sends the original bytes with their key, headers and time stamp to the topic and partition they came "
                    + "from, once: in the same transaction a note goes to the rejected topic, and what has a note is "
                    + "not replayed again. A replayed document carries the header millrace.replayed.from.",
            "A document that one tokenizer had rejected is encoded by that one alone, since the others have its "
                    + "records; one that had been rejected as a whole is routed anew.",
            "Documents that were too large to be kept whole cannot be replayed; send them again from their source.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace rejected replay --config millrace.properties --reason UNKNOWN_SCHEMA --dry-run",
            "  millrace rejected replay --config millrace.properties --partition 0 --offsets 10..20"
        })
public final class RejectedReplayCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    @Mixin
    private final RejectedFilter filter = new RejectedFilter();

    @Option(
            names = "--restricted",
            description =
                    "The topic of documents that should have been redacted (millrace.redaction.rejected.topic) in "
                            + "place of the ordinary one. They have their identifiers in them.")
    private boolean restricted;

    @Option(names = "--dry-run", description = "Say what would be replayed, and replay nothing.")
    private boolean dryRun;

    /** Writes to {@code console}. */
    public RejectedReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        filter.check();
        MillraceConfig config = new Settings(configuration.keys()).tokenization();
        Cluster.require(config, console);
        CommittedTopic topic = CommittedTopic.rejected(config, restricted);
        if (dryRun) {
            Set<String> chosen = choose(topic, config);
            chosen.forEach(coordinates -> console.say("would replay " + coordinates));
            console.say(Amounts.count(chosen.size()) + " would be replayed.");
            return 0;
        }
        // The replayer first: it ends the transaction of a replay that died, so that all notes can be read.
        try (Replayer replayer = new Replayer(config)) {
            Set<String> chosen = choose(topic, config);
            if (!chosen.isEmpty()) {
                topic.forEach(record -> {
                    RejectedEntry entry = new RejectedEntry(record);
                    if (chosen.contains(entry.coordinates())) {
                        replayer.replay(entry, record);
                    }
                });
            }
            replayer.commit();
            console.say(Amounts.count(replayer.replayed()) + " replayed.");
        }
        return 0;
    }

    /** The coordinates of what the options ask for and what can be replayed; says what cannot. */
    private Set<String> choose(CommittedTopic topic, MillraceConfig config) {
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> done = new HashSet<>();
        topic.forEach(record -> {
            RejectedEntry entry = new RejectedEntry(record);
            if (entry.isReplayNote()) {
                done.add(entry.text(RejectedHeaders.REPLAYED_FROM, ""));
            } else if (filter.accepts(entry) && canBeReplayed(entry, config)) {
                chosen.add(entry.coordinates());
            }
        });
        int wanted = chosen.size();
        chosen.removeAll(done);
        if (chosen.size() < wanted) {
            console.say(Amounts.count(wanted - chosen.size()) + " were replayed before and are left out.");
        }
        return chosen;
    }

    private boolean canBeReplayed(RejectedEntry entry, MillraceConfig config) {
        if (entry.isTruncated()) {
            console.complain(entry.coordinates() + " cannot be replayed: only the beginning of its " + entry.length()
                    + " bytes was kept; send " + entry.source() + " again from its source");
            return false;
        }
        String source = entry.text(RejectedHeaders.TOPIC, "");
        if (!config.documentsTopics().contains(source)) {
            console.complain(entry.coordinates() + " cannot be replayed: its topic '" + source
                    + "' must be one of millrace.documents.topics, which has " + config.documentsTopics());
            return false;
        }
        return true;
    }
}
