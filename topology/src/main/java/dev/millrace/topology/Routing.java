package dev.millrace.topology;

import dev.millrace.tokenizer.binary.BinaryFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which tokenizers encode a document: the ones it asks for, else those of its domain, of its topic, or the default. A
 * document chooses among configured names only; any other name becomes a target without a lane, with no I/O. A document
 * that one tokenizer had rejected and that was put back goes to that one alone.
 *
 * <p><b>Thread safety:</b> immutable.
 */
final class Routing {
    /** Domain of executables that name no domain, where it has tokenizers. */
    private static final String BINARY = "binary";

    private final Map<String, Lane> lanes;
    private final Map<String, List<Target>> byDomain;
    private final Map<String, List<Target>> byTopic;
    private final List<Target> byDefault;

    Routing(MillraceConfig config, Map<String, Lane> lanes) {
        this.lanes = Map.copyOf(lanes);
        this.byDomain = targets(config.tokenizersByDomain());
        this.byTopic = targets(config.tokenizersByTopic());
        this.byDefault = targets(config.defaultTokenizers());
    }

    List<Target> route(String topic, Headers headers, Decoded.Document document) {
        String replayed = RejectedHeaders.text(headers, RejectedHeaders.REPLAYED_TOKENIZER);
        if (replayed != null) {
            return List.of(new Target(replayed, lanes.get(replayed)));
        }
        List<Target> own = own(document.tokenizer());
        if (!own.isEmpty()) {
            return own;
        }
        String domain = document.domain();
        if (domain == null && byDomain.containsKey(BINARY) && isExecutable(document)) {
            domain = BINARY;
        }
        List<Target> targets = domain == null ? null : byDomain.get(domain);
        if (targets == null) {
            targets = byTopic.get(topic);
        }
        return targets == null ? byDefault : targets;
    }

    private static boolean isExecutable(Decoded.Document document) {
        return BinaryFormat.of(document.buffer(), document.from(), document.to())
                .isExecutable();
    }

    private List<Target> own(@Nullable String tokenizers) {
        if (tokenizers == null || tokenizers.isBlank()) {
            return List.of();
        }
        Lane single = lanes.get(tokenizers);
        if (single != null) {
            return List.of(new Target(tokenizers, single));
        }
        // A set: a name given twice must not make two records.
        Set<String> names = new LinkedHashSet<>();
        for (String name : tokenizers.split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return targets(List.copyOf(names));
    }

    private Map<String, List<Target>> targets(Map<String, List<String>> routes) {
        Map<String, List<Target>> targets = new HashMap<>();
        routes.forEach((key, names) -> targets.put(key, targets(names)));
        return targets;
    }

    private List<Target> targets(List<String> names) {
        List<Target> targets = new ArrayList<>(names.size());
        for (String name : names) {
            targets.add(new Target(name, lanes.get(name)));
        }
        return List.copyOf(targets);
    }
}
