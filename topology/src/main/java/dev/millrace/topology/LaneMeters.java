package dev.millrace.topology;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/** The meters of one tokenizer. */
final class LaneMeters {
    final Counter documents;
    final Counter bytes;
    final Counter tokens;
    final Counter inlineEncodes;
    final DistributionSummary batchDocuments;
    final DistributionSummary batchBytes;
    final Timer encodeTime;
    final DynamicMeters dynamic;

    LaneMeters(MeterRegistry registry, String tokenizer, String backend) {
        Tags tags = Tags.of("tokenizer", tokenizer, "backend", backend);
        documents = Counter.builder("millrace.documents")
                .description("Documents tokenized")
                .tags(tags)
                .register(registry);
        bytes = Counter.builder("millrace.document.bytes")
                .description("Bytes of the documents tokenized")
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
        tokens = Counter.builder("millrace.tokens")
                .description("Token ids emitted")
                .tags(tags)
                .register(registry);
        inlineEncodes = Counter.builder("millrace.inline.encodes")
                .description("Documents encoded one by one, outside of a micro-batch")
                .tags(tags)
                .register(registry);
        batchDocuments = DistributionSummary.builder("millrace.batch.documents")
                .description("Documents in a sub-batch given to the encoder")
                .serviceLevelObjectives(1, 4, 16, 64, 256, 1024, 4096)
                .tags(tags)
                .register(registry);
        batchBytes = DistributionSummary.builder("millrace.batch.bytes")
                .description("Bytes in a sub-batch given to the encoder")
                .baseUnit("bytes")
                .serviceLevelObjectives(1 << 10, 1 << 14, 1 << 17, 1 << 20, 1 << 22, 1 << 24)
                .tags(tags)
                .register(registry);
        encodeTime = Timer.builder("millrace.encode.time")
                .description("Time from the submission of a sub-batch to its result")
                .publishPercentileHistogram()
                .tags(tags)
                .register(registry);
        dynamic = new DynamicMeters(registry, tags);
    }
}
