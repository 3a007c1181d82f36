package dev.millrace.tokenizer;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Encodes batches with one tokenizer and one set of options, off the caller's thread. Ids are the same on every
 * backend and do not depend on how documents are batched.
 *
 * <p><b>Thread safety:</b> any thread may submit; several batches may be in flight.
 */
public interface BatchEncoder extends AutoCloseable {

    /** Name of the backend: {@code cpu} or {@code gpu}. */
    String backend();

    /** What a backend with a device tells of it, or null if it has none. */
    default @Nullable DeviceStatistics device() {
        return null;
    }

    /** The tokenizer it encodes with. */
    Tokenizer tokenizer();

    /**
     * Queues {@code documents} and returns at once. The future completes with a result of {@code documents.size()}
     * documents in the same order; a document that cannot be encoded is a {@linkplain EncodedBatch#failure failure} in
     * it and harms no other. It completes exceptionally with an {@link IllegalStateException} when the backend is closed
     * or broken as a whole; with any other exception when the batch made it fail, so that halves of it may succeed.
     *
     * @throws IllegalStateException if the encoder is closed
     */
    CompletableFuture<EncodedBatch> submit(DocumentBatch documents);

    /** Lets running batches finish, fails queued ones and frees the backend. */
    @Override
    void close();
}
