package dev.millrace.app.kafka;

import dev.millrace.app.console.UsageException;
import dev.millrace.topology.RejectReason;
import dev.millrace.topology.RejectedHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose among rejected documents; all that are given must hold. */
final class RejectedFilter {
    private static final Pattern RANGE = Pattern.compile("(\\d*)\\.\\.(\\d*)|(\\d+)");

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            split = ",",
            description = "Only documents rejected for one of these reasons: ${COMPLETION-CANDIDATES}.")
    private List<RejectReason> reasons = new ArrayList<>();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only documents that came from this topic.")
    private @Nullable String topic;

    @Option(
            names = "--partition",
            paramLabel = "N",
            description = "Only records of this partition of the rejected topic.")
    private @Nullable Integer partition;

    @Option(
            names = "--offsets",
            paramLabel = "FROM..TO",
            description = "Only records at these offsets of the rejected topic, both included; either may be left out.")
    private @Nullable String offsets;

    @Option(names = "--tokenizer", paramLabel = "NAME", description = "Only documents that this tokenizer rejected.")
    private @Nullable String tokenizer;

    boolean accepts(RejectedEntry entry) {
        return (reasons.isEmpty()
                        || reasons.stream().anyMatch(r -> r.name().equals(entry.text(RejectedHeaders.REASON))))
                && (topic == null || topic.equals(entry.text(RejectedHeaders.TOPIC)))
                && (tokenizer == null || tokenizer.equals(entry.text(RejectedHeaders.TOKENIZER)))
                && (partition == null || partition == entry.partition())
                && inRange(entry.offset());
    }

    /**
     * Checks the options before anything is read.
     *
     * @throws UsageException if the range is none
     */
    void check() {
        inRange(0);
    }

    private boolean inRange(long offset) {
        if (offsets == null) {
            return true;
        }
        Matcher range = RANGE.matcher(offsets);
        if (!range.matches()) {
            throw new UsageException("--offsets must be like 10..20, 10.., ..20 or 10, got " + offsets);
        }
        try {
            if (range.group(3) != null) {
                return offset == Long.parseLong(range.group(3));
            }
            return (range.group(1).isEmpty() || offset >= Long.parseLong(range.group(1)))
                    && (range.group(2).isEmpty() || offset <= Long.parseLong(range.group(2)));
        } catch (NumberFormatException e) {
            throw new UsageException("--offsets must be numbers of 64 bits, got " + offsets);
        }
    }
}
