package dev.millrace.app.kafka;

import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.TextTable;
import dev.millrace.topology.MillraceConfig;
import dev.millrace.topology.RejectedHeaders;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace rejected list}. */
@Command(
        name = "list",
        header = "List rejected documents.",
        description = {
            "",
            "Prints one row per rejected document and tokenizer, with the coordinates that 'rejected show' takes, and "
                    + "a summary by reason on standard error.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace rejected list --config millrace.properties --reason UNDECODABLE,UNKNOWN_SCHEMA",
            "  millrace rejected list --config millrace.properties --json | jq -r .message"
        })
public final class RejectedListCommand implements Callable<Integer> {
    private static final int MESSAGE_WIDTH = 100;

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

    @Option(names = "--json", description = "Print a JSON object per document instead of the table.")
    private boolean asJson;

    /** Writes to {@code console}. */
    public RejectedListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        filter.check();
        MillraceConfig config = new Settings(configuration.keys()).tokenization();
        CommittedTopic topic = CommittedTopic.rejected(config, restricted);
        Cluster.require(config, console);
        List<RejectedEntry> found = new ArrayList<>();
        Set<String> replayed = new HashSet<>();
        topic.forEach(record -> {
            RejectedEntry entry = new RejectedEntry(record);
            if (entry.isReplayNote()) {
                replayed.add(entry.text(RejectedHeaders.REPLAYED_FROM, ""));
            } else if (filter.accepts(entry)) {
                found.add(entry);
            }
        });
        if (asJson) {
            printJson(found, replayed);
        } else {
            printTable(found, replayed);
        }
        Map<String, Integer> reasons = new TreeMap<>();
        found.forEach(entry -> reasons.merge(entry.text(RejectedHeaders.REASON, "?"), 1, Integer::sum));
        console.say(found.isEmpty() ? "Nothing was rejected." : found.size() + " rejected: " + reasons);
        return 0;
    }

    private void printTable(List<RejectedEntry> found, Set<String> replayed) {
        TextTable table = new TextTable("rejected", "reason", "tokenizer", "source", ">bytes", "replayed", "message");
        for (RejectedEntry entry : found) {
            String message = entry.text(RejectedHeaders.MESSAGE, "").replaceAll("\\s+", " ");
            table.add(
                    entry.coordinates(),
                    entry.text(RejectedHeaders.REASON, "?"),
                    entry.text(RejectedHeaders.TOKENIZER, "-"),
                    entry.source(),
                    Amounts.count(entry.length()),
                    replayed.contains(entry.coordinates()) ? "yes" : entry.isTruncated() ? "cannot" : "no",
                    message.length() > MESSAGE_WIDTH ? message.substring(0, MESSAGE_WIDTH) + "…" : message);
        }
        if (table.size() > 0) {
            PrintStream out = console.text();
            table.print(out);
            out.flush();
        }
    }

    private void printJson(List<RejectedEntry> found, Set<String> replayed) throws IOException {
        for (RejectedEntry entry : found) {
            JsonLines.write(console.out(), json -> {
                json.writeStringField("rejected", entry.coordinates());
                json.writeStringField("reason", entry.text(RejectedHeaders.REASON));
                json.writeStringField("stage", entry.text(RejectedHeaders.STAGE));
                json.writeStringField("tokenizer", entry.text(RejectedHeaders.TOKENIZER));
                json.writeStringField("message", entry.text(RejectedHeaders.MESSAGE));
                json.writeStringField("source", entry.source());
                json.writeNumberField("timestamp", Long.parseLong(entry.text(RejectedHeaders.TIMESTAMP, "-1")));
                json.writeNumberField("bytes", entry.length());
                json.writeBooleanField("truncated", entry.isTruncated());
                json.writeBooleanField("replayed", replayed.contains(entry.coordinates()));
            });
        }
    }
}
