package dev.millrace.topology;

import dev.millrace.tokenizer.dynamic.DynamicBatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** What dynamic merges do to the batches of one tokenizer; all stay zero where there are none. */
final class DynamicMeters {
    private final Counter batches;
    private final Counter saturated;
    private final Counter tokensBefore;
    private final Counter tokensAfter;
    private final Counter truncated;
    private final DistributionSummary merges;
    private final DistributionSummary reduction;
    private final DistributionSummary uniqueTokens;
    final Counter unmerged;

    DynamicMeters(MeterRegistry registry, Tags tags) {
        batches = counter(registry, tags, "millrace.dynamic.batches", "Batches merged");
        saturated = counter(registry, tags, "millrace.dynamic.saturated", "Batches in which no pair was left to merge");
        tokensBefore = counter(registry, tags, "millrace.dynamic.tokens.before", "Token ids before merging");
        tokensAfter = counter(registry, tags, "millrace.dynamic.tokens.after", "Token ids after merging");
        truncated = counter(
                registry, tags, "millrace.dynamic.truncated", "New tokens whose base ids were cut in their table");
        unmerged = counter(
                registry,
                tags,
                "millrace.dynamic.unmerged",
                "Batches left as they were: a table too large, or a failure");
        merges = summary(registry, tags, "millrace.dynamic.merges", "Merges of a batch");
        reduction = summary(registry, tags, "millrace.dynamic.reduction", "Share of a batch's tokens that is gone");
        uniqueTokens = summary(registry, tags, "millrace.dynamic.unique.tokens", "Different ids in a merged batch");
    }

    private static Counter counter(MeterRegistry registry, Tags tags, String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private static DistributionSummary summary(MeterRegistry registry, Tags tags, String name, String description) {
        return DistributionSummary.builder(name)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    void record(DynamicBatch batch) {
        batches.increment();
        saturated.increment(batch.isSaturated() ? 1 : 0);
        tokensBefore.increment(batch.length(0));
        tokensAfter.increment(batch.tokens());
        truncated.increment((double) batch.vocabulary().tokens().stream()
                .filter(token -> token.truncated())
                .count());
        merges.record(batch.merges().size());
        reduction.record(batch.reduction());
        uniqueTokens.record(batch.uniqueTokens());
    }
}
