package dev.millrace.it.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waits for what an admin client was asked. */
public final class Answer {
    private Answer() {}

    /** The answer, waited for up to a minute; {@code question} says in a failure what was asked. */
    public static <T> T of(KafkaFuture<T> future, String question) {
        try {
            return future.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            throw new IllegalStateException(question + ": " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(question + ": no answer within a minute", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(question + ": interrupted", e);
        }
    }
}
