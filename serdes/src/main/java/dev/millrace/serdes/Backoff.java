package dev.millrace.serdes;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a request to a registry that does not answer, with growing pauses, for a limited time. */
final class Backoff {
    private static final Logger LOG = LoggerFactory.getLogger(Backoff.class);
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 5_000;

    private Backoff() {}

    /**
     * The answer of {@code request}, which is repeated while it throws {@link RegistryUnavailableException} and {@code
     * patience} is not used up; then that exception is thrown. A request under way is not cut short.
     */
    static <T> T retry(Duration patience, Supplier<T> request) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
            try {
                return request.get();
            } catch (RegistryUnavailableException e) {
                long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (left <= 0) {
                    throw e;
                }
                LOG.warn("the schema registry does not answer, asking again for up to {} ms: {}", left, e.detail());
                // Half of the pause is random, so that many instances do not ask in step.
                sleep(Math.min(left, pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1)));
            }
        }
    }

    /** Waits; an interrupt is passed on as Kafka's own exception for it. */
    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
