package dev.millrace.serdes;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;

/**
 * The schemas of writers, as far as they are known: {@link #peek} never does I/O, {@link #resolve} does.
 *
 * <p>A known schema stays known, since ids are never given anew. A missing one counts as missing for {@code
 * missing.id.cache.ttl.sec}. An outage of the registry is neither and leaves no trace here.
 *
 * <p><b>Thread safety:</b> safe for use by several threads.
 */
public final class WriterSchemas {
    /** A registry has a few hundred schemas; whoever has more loses them all at once and asks again. */
    private static final int MAX_KNOWN = 10_000;

    /** A follower of a registry's leader may be this much behind when it says that there is no such schema. */
    private static final long SECOND_OPINION_MS = 500;

    /** A flood of made-up ids may cost a tenth of the time, not all of it. */
    private static final long BETWEEN_SECOND_OPINIONS_MS = 10 * SECOND_OPINION_MS;

    private static final WriterSchema UNKNOWN = new WriterSchema.Unknown();

    private record Absence(WriterSchema.Missing missing, long untilNanos) {}

    private final RegistryClient registry;
    private final long missingNanos;
    private final Map<SchemaReference, WriterSchema.Known> known = new ConcurrentHashMap<>();
    private final Map<SchemaReference, Absence> missing;
    private final AtomicLong nextSecondOpinionNanos = new AtomicLong(System.nanoTime());

    /** Schemas of {@code registry}, which stays the caller's to close. */
    public WriterSchemas(RegistryClient registry, SchemaRegistryConfig config) {
        this.registry = registry;
        this.missingNanos = config.missingTtl().toNanos();
        int size = config.missingCacheSize();
        this.missing = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SchemaReference, Absence> eldest) {
                return size() > size;
            }
        };
    }

    /** What is known about {@code reference} now; no I/O, no waiting for another thread's I/O. */
    public WriterSchema peek(SchemaReference reference) {
        WriterSchema.Known schema = known.get(reference);
        return schema != null ? schema : peekMissing(reference);
    }

    private WriterSchema peekMissing(SchemaReference reference) {
        synchronized (missing) {
            Absence absence = missing.get(reference);
            if (absence == null) {
                return UNKNOWN;
            }
            if (absence.untilNanos - System.nanoTime() <= 0) {
                missing.remove(reference);
                return UNKNOWN;
            }
            return absence.missing;
        }
    }

    /**
     * Asks the registry unless the answer is known, again and again with growing pauses while it is unavailable.
     * Blocks up to {@code patience} plus one request; not for use inside {@code poll}. That a schema does not exist is
     * believed when the registry says so twice, half a second apart, unless that was done for another one just now.
     *
     * @return {@link WriterSchema.Known} or {@link WriterSchema.Missing}, never {@link WriterSchema.Unknown}
     * @throws RegistryUnavailableException if the registry did not answer in that time
     * @throws RegistryRejectedException if it refuses to answer, which says nothing about the schema
     */
    public WriterSchema resolve(SchemaReference reference, Duration patience) {
        WriterSchema answer = peek(reference);
        if (!(answer instanceof WriterSchema.Unknown)) {
            return answer;
        }
        try {
            Schema schema = Backoff.retry(patience, () -> fetchTwice(reference));
            return remember(reference, schema);
        } catch (SchemaNotFoundException e) {
            return remember(
                    reference, new WriterSchema.Missing(UndecodableException.Reason.SCHEMA_NOT_FOUND, e.detail()));
        } catch (RegistryRejectedException e) {
            // Bad request and unprocessable: it is the reference that the registry does not like.
            if (e.status() != 400 && e.status() != 422) {
                throw e;
            }
            return remember(
                    reference, new WriterSchema.Missing(UndecodableException.Reason.SCHEMA_NOT_FOUND, e.detail()));
        } catch (UndecodableException e) {
            return remember(reference, new WriterSchema.Missing(e.reason(), e.detail()));
        }
    }

    private Schema fetchTwice(SchemaReference reference) {
        try {
            return registry.fetch(reference);
        } catch (SchemaNotFoundException e) {
            if (!maySecondOpinion()) {
                throw e;
            }
            Backoff.sleep(SECOND_OPINION_MS);
            return registry.fetch(reference);
        }
    }

    private boolean maySecondOpinion() {
        long now = System.nanoTime();
        long next = nextSecondOpinionNanos.get();
        return now - next >= 0
                && nextSecondOpinionNanos.compareAndSet(
                        next, now + TimeUnit.MILLISECONDS.toNanos(BETWEEN_SECOND_OPINIONS_MS));
    }

    private WriterSchema remember(SchemaReference reference, Schema schema) {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        WriterSchema.Known answer = new WriterSchema.Known(schema);
        known.put(reference, answer);
        return answer;
    }

    private WriterSchema remember(SchemaReference reference, WriterSchema.Missing absent) {
        synchronized (missing) {
            missing.put(reference, new Absence(absent, System.nanoTime() + missingNanos));
        }
        return absent;
    }
}
