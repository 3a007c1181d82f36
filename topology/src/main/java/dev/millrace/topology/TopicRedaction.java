package dev.millrace.topology;

import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Redactor;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The redaction of one instance: whose documents are redacted, how, and the threads that do it for micro-batches, since
 * nothing that takes time may happen in a poll.
 *
 * <p><b>Thread safety:</b> shared by all stream threads.
 */
final class TopicRedaction implements AutoCloseable {
    private final Set<String> topics;
    private final Redactor redactor;
    private final RedactionMeters meters;
    private final ExecutorService threads;

    /** {@code topics}: the documents topics whose documents are redacted. */
    TopicRedaction(Set<String> topics, RedactionPolicy policy, int threads, MeterRegistry registry) {
        this.topics = topics;
        this.redactor = new Redactor(policy);
        this.meters = new RedactionMeters(registry);
        AtomicInteger started = new AtomicInteger();
        this.threads =
                new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "millrace-redactor-" + started.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    RedactionMeters meters() {
        return meters;
    }

    Executor threads() {
        return threads;
    }

    /** The redaction that {@code document} of {@code topic} must have before anybody else sees it; null if none. */
    @Nullable
    PendingRedaction of(String topic, Decoded.Document document) {
        return topics.contains(topic) ? new PendingRedaction(this, document) : null;
    }

    RedactedText redact(Decoded.Document document) {
        long started = System.nanoTime();
        RedactedText text = redactor.redact(document.buffer(), document.from(), document.to());
        meters.time.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        return text;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
