package dev.millrace.topology;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Documents of one poll that go to one encoder together. A sub-batch that fails as a whole is bisected until the
 * document that poisons it stands alone; its neighbours get their ids.
 *
 * <p><b>Thread safety:</b> planned by the stream thread, started by it or by an encoder thread, completed by an encoder
 * thread.
 */
final class SubBatch {
    private final Lane lane;
    private final Reservation reservation;
    private final SubBatchQueue queue;
    private final CompletableFuture<EncodedBatch> result = new CompletableFuture<>();
    private final AtomicInteger unreleased = new AtomicInteger();

    /** The documents; null once they have been copied for the encoder, so that revoked records can be collected. */
    private @Nullable List<Decoded.Document> documents = new ArrayList<>();

    private long bytes;

    SubBatch(Lane lane, Reservation reservation, SubBatchQueue queue) {
        this.lane = lane;
        this.reservation = reservation;
        this.queue = queue;
    }

    /** Adds a document if the memory budget allows it; returns its slot, or null if it does not. */
    @Nullable
    Slot add(Decoded.Document document) {
        List<Decoded.Document> planned = documents;
        if (planned == null || !reservation.tryGrow(copies() * estimate(document))) {
            return null;
        }
        planned.add(document);
        bytes += document.length();
        unreleased.incrementAndGet();
        return new Slot(this, planned.size() - 1);
    }

    /** A copy for the encoder, and ids of four bytes, with spans of eight more, for about every four bytes of text. */
    private long estimate(Decoded.Document document) {
        return (lane.spans() ? 4L : 2L) * document.length() + 64;
    }

    /** A dynamic batch has its ids twice, before and after merging, and what merging needs. */
    private int copies() {
        return lane.dynamic() == null ? 1 : 3;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return unreleased.get() == 0;
    }

    boolean isDone() {
        return result.isDone();
    }

    /** Copies the documents and submits them; called once, by the queue. Completes {@link #result} in any case. */
    CompletableFuture<EncodedBatch> start() {
        List<Decoded.Document> planned = documents;
        documents = null;
        if (planned == null) {
            return result;
        }
        long started = System.nanoTime();
        lane.meters().batchDocuments.record(planned.size());
        lane.meters().batchBytes.record((double) bytes);
        try {
            var unused = encode(planned).whenComplete((encoded, failure) -> {
                lane.meters().encodeTime.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    int[] spans = encoded.spans();
                    long integers = (long) encoded.ids().length + (spans == null ? 0 : spans.length);
                    reservation.set(copies() * (4L * integers + 8L * encoded.size()));
                    result.complete(encoded);
                }
            });
        } catch (Throwable e) { // the encoder refused, or there is no memory for the copy: whoever waits is told
            result.completeExceptionally(e);
        }
        return result;
    }

    private CompletableFuture<EncodedBatch> encode(List<Decoded.Document> part) {
        int length = 0;
        for (Decoded.Document document : part) {
            length = Math.addExact(length, document.length());
        }
        DocumentBatch batch = new DocumentBatch(part.size(), length);
        for (Decoded.Document document : part) {
            batch.add(document.buffer(), document.from(), document.to());
        }
        return lane.encoder().submit(batch).exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof IllegalStateException // closed or broken: no document is to blame
                    ? CompletableFuture.failedFuture(cause)
                    : bisect(part, cause);
        });
    }

    private CompletableFuture<EncodedBatch> bisect(List<Decoded.Document> part, Throwable failure) {
        if (part.size() == 1) {
            EncodedBatch alone = new EncodedBatch(1, 0);
            alone.appendFailure(failure);
            return CompletableFuture.completedFuture(alone);
        }
        int middle = part.size() / 2;
        return encode(part.subList(0, middle))
                .thenCompose(left -> encode(part.subList(middle, part.size())).thenApply(right -> joined(left, right)));
    }

    private static EncodedBatch joined(EncodedBatch left, EncodedBatch right) {
        EncodedBatch joined =
                new EncodedBatch(left.size() + right.size(), left.offset(left.size()) + right.offset(right.size()));
        joined.append(left);
        joined.append(right);
        return joined;
    }

    EncodedBatch await(long timeoutMs) {
        if (!result.isDone()) {
            queue.startNow(this);
        }
        try {
            return result.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new BackendException(
                    "the encoder of tokenizer " + lane.name() + " must encode a sub-batch within " + timeoutMs
                            + " ms, but " + bytes + " bytes took longer",
                    e);
        } catch (ExecutionException e) {
            throw new BackendException(
                    "the encoder of tokenizer " + lane.name() + " failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackendException("interrupted while waiting for the encoder", e);
        }
    }

    void releaseSlot() {
        if (unreleased.decrementAndGet() == 0) {
            reservation.run();
        }
    }
}
