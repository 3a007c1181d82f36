package dev.millrace.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * The meters of an instance that belong to no single tokenizer.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RuntimeMeters {
    final Counter tombstones;
    final InlineRatio ratio = new InlineRatio();
    private final Map<RejectReason, Counter> rejected = new EnumMap<>(RejectReason.class);

    RuntimeMeters(MeterRegistry registry, MemoryBudget budget) {
        tombstones = Counter.builder("millrace.tombstones")
                .description("Records without a value, skipped")
                .register(registry);
        for (RejectReason reason : RejectReason.values()) {
            rejected.put(
                    reason,
                    Counter.builder("millrace.rejected")
                            .description("Documents, or encodings of documents, sent to the rejected topic")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        Gauge.builder("millrace.inline.ratio", ratio, InlineRatio::value)
                .description("Share of recent documents that were encoded one by one")
                .register(registry);
        Gauge.builder("millrace.batch.memory", budget, MemoryBudget::used)
                .description("Live memory of micro-batches")
                .baseUnit("bytes")
                .register(registry);
    }

    Counter rejected(RejectReason reason) {
        Counter counter = rejected.get(reason);
        if (counter == null) {
            throw new IllegalStateException("every reason has a counter, but " + reason + " has none");
        }
        return counter;
    }
}
