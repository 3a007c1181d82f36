package dev.millrace.topology;

import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.TagRuns;
import dev.millrace.tokenizer.redact.TagTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Documents of one poll that go to one encoder together, all of them redacted before, or none. A sub-batch that fails as a whole is bisected until the
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
    private @Nullable List<Planned> documents = new ArrayList<>();

    /** Bytes of redacted texts, which live until their records have been processed. */
    private long redactedBytes;

    /**
     * A document of the sub-batch.
     *
     * @param redaction what it must have before it is encoded, or null for nothing
     */
    private record Planned(
            Decoded.Document document, @Nullable PendingRedaction redaction) {
        /** What is encoded. */
        RedactedText text() {
            return redaction == null
                    ? RedactedText.unchanged(document.buffer(), document.from(), document.to())
                    : redaction.textOrNothing();
        }
    }

    private long bytes;

    SubBatch(Lane lane, Reservation reservation, SubBatchQueue queue) {
        this.lane = lane;
        this.reservation = reservation;
        this.queue = queue;
    }

    /** Adds a document if the memory budget allows it; returns its slot, or null if it does not. */
    @Nullable
    Slot add(Decoded.Document document, @Nullable PendingRedaction redaction) {
        List<Planned> planned = documents;
        long redacted = redaction == null ? 0 : document.length();
        if (planned == null || !reservation.tryGrow(copies() * estimate(document) + redacted)) {
            return null;
        }
        planned.add(new Planned(document, redaction));
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
        List<Planned> planned = documents;
        documents = null;
        if (planned == null) {
            return result;
        }
        long started = System.nanoTime();
        lane.meters().batchDocuments.record(planned.size());
        lane.meters().batchBytes.record((double) bytes);
        try {
            var unused = redacted(planned).whenComplete((encoded, failure) -> {
                lane.meters().encodeTime.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
                if (failure != null) {
                    result.completeExceptionally(failure);
                } else {
                    int[] spans = encoded.spans();
                    long integers = (long) encoded.ids().length + (spans == null ? 0 : spans.length);
                    reservation.set(copies() * (4L * integers + 8L * encoded.size()) + redactedBytes);
                    result.complete(encoded);
                }
            });
        } catch (Throwable e) { // the encoder refused, or there is no memory for the copy: whoever waits is told
            result.completeExceptionally(e);
        }
        return result;
    }

    /** Redacts the documents, if they must be, on a thread for it, and then encodes them. */
    private CompletableFuture<EncodedBatch> redacted(List<Planned> planned) {
        PendingRedaction first = planned.get(0).redaction();
        return first == null
                ? encode(planned)
                : CompletableFuture.runAsync(() -> redact(planned), first.threads())
                        .thenCompose(done -> encode(planned));
    }

    private void redact(List<Planned> planned) {
        for (Planned one : planned) {
            RedactedText text = one.text();
            redactedBytes += text.size() == 0 ? 0 : text.length();
        }
    }

    private CompletableFuture<EncodedBatch> encode(List<Planned> part) {
        int length = 0;
        for (Planned one : part) {
            length = Math.addExact(length, one.document().length());
        }
        TagTokens tags = part.get(0).redaction() == null ? null : lane.tagTokens();
        if (tags != null) {
            TagRuns runs = new TagRuns(tags, length);
            part.forEach(one -> runs.add(one.text()));
            return submit(runs.batch(), runs::join, part);
        }
        DocumentBatch batch = new DocumentBatch(part.size(), length);
        for (Planned one : part) {
            RedactedText text = one.text();
            batch.add(text.buffer(), text.from(), text.to());
        }
        return submit(batch, UnaryOperator.identity(), part);
    }

    private CompletableFuture<EncodedBatch> submit(
            DocumentBatch batch, UnaryOperator<EncodedBatch> join, List<Planned> part) {
        return lane.encoder().submit(batch).thenApply(join).exceptionallyCompose(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return cause instanceof IllegalStateException // closed or broken: no document is to blame
                    ? CompletableFuture.failedFuture(cause)
                    : bisect(part, cause);
        });
    }

    private CompletableFuture<EncodedBatch> bisect(List<Planned> part, Throwable failure) {
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
