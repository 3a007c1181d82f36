package dev.millrace.topology;

import dev.millrace.tokenizer.redact.IdentifierType;
import dev.millrace.tokenizer.redact.RedactedText;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was redacted: numbers and types, never values.
 *
 * <p><b>Thread safety:</b> any thread.
 */
final class RedactionMeters {
    private final Counter documents;
    private final Map<IdentifierType, Counter> spans = new EnumMap<>(IdentifierType.class);
    final Counter failures;
    final Timer time;

    RedactionMeters(MeterRegistry registry) {
        documents = Counter.builder("millrace.redaction.documents")
                .description("Documents redacted, whether anything was found in them or not")
                .register(registry);
        for (IdentifierType type : IdentifierType.values()) {
            spans.put(
                    type,
                    Counter.builder("millrace.redaction.spans")
                            .description("Identifiers taken out of documents")
                            .tag("type", type.name())
                            .register(registry));
        }
        failures = Counter.builder("millrace.redaction.failures")
                .description("Documents that could not be redacted, and went nowhere else")
                .register(registry);
        time = Timer.builder("millrace.redaction.time")
                .description("Time to redact a document")
                .publishPercentileHistogram()
                .register(registry);
    }

    /** Counts a document whose records are about to leave. */
    void count(RedactedText text) {
        documents.increment();
        for (int i = 0; i < text.size(); i++) {
            Counter counter = spans.get(text.type(i));
            if (counter != null) {
                counter.increment();
            }
        }
    }
}
