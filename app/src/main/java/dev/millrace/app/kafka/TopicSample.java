package dev.millrace.app.kafka;

import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Progress;
import dev.millrace.app.console.UsageException;
import dev.millrace.topology.DocumentContents;
import dev.millrace.topology.MillraceConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name a documents topic to take a random sample of, for commands that otherwise read files. */
public final class TopicSample {
    private static final long RESERVOIR_MEBIBYTES = 256;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description = "Learn from what a documents topic holds now, in place of files; --config says where and in "
                    + "which format.")
    private @Nullable String topic;

    @Option(
            names = "--reservoir",
            paramLabel = "MIB",
            description = "Most mebibytes of documents that --topic keeps, drawn at random. Default: 256.")
    private @Nullable Integer reservoirMebibytes;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    /** Whether a topic was named. */
    public boolean isWanted() {
        return topic != null;
    }

    /**
     * Checks the options before anything is read.
     *
     * @throws UsageException if there are some that only say something about a topic, and none is named
     */
    public void check() {
        UsageException.requireCompanion("--reservoir", "--topic", isWanted() || reservoirMebibytes == null);
        UsageException.requireCompanion("--config and --set", "--topic", isWanted() || !configuration.isGiven());
        if (reservoirMebibytes != null && reservoirMebibytes < 1) {
            throw new UsageException("--reservoir must be at least 1, got " + reservoirMebibytes);
        }
    }

    /**
     * Reads the topic to its end of now and keeps a sample: the same records and seed give the same sample.
     *
     * @throws CommandFailure if the topic does not exist or holds no documents
     */
    public List<byte[]> read(Console console, long seed) {
        if (topic == null) {
            throw new IllegalStateException("a topic must be wanted to be read");
        }
        Map<String, String> keys = configuration.keys();
        keys.put("millrace.documents.topics", topic);
        MillraceConfig config = new Settings(keys).tokenization();
        Cluster.require(config, console);
        CommittedTopic records = new CommittedTopic(config, topic);
        DocumentReservoir reservoir = new DocumentReservoir(
                (reservoirMebibytes == null ? RESERVOIR_MEBIBYTES : reservoirMebibytes) << 20, seed);
        long[] counts = new long[2]; // records seen, and those that are no documents
        try (Progress progress = new Progress(console, "sampling");
                DocumentContents contents = new DocumentContents(config, topic)) {
            long extent = records.extent();
            records.forEach(record -> {
                byte[] content = contents.of(record.headers(), record.value());
                if (content == null) {
                    counts[1]++;
                } else {
                    reservoir.offer(record.partition(), record.offset(), content);
                }
                progress.update(
                        ++counts[0],
                        extent,
                        "kept " + Amounts.count(reservoir.size()) + " documents, " + Amounts.bytes(reservoir.bytes()));
            });
        }
        console.say("kept " + Amounts.count(reservoir.size()) + " of " + Amounts.count(counts[0]) + " records, "
                + Amounts.bytes(reservoir.bytes()) + "; " + Amounts.count(counts[1]) + " are no documents, "
                + Amounts.count(reservoir.oversized()) + " larger than --reservoir");
        return reservoir.documents();
    }
}
