package dev.millrace.gpu;

import dev.millrace.tokenizer.BatchEncoder;
import dev.millrace.tokenizer.DocumentBatch;
import dev.millrace.tokenizer.EncodedBatch;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through the device. Documents that the device does not do, for whatever reason, are encoded by the CPU's
 * encoder and put back to their places, so that each document is in the result once.
 *
 * <p><b>Thread safety:</b> its steps follow one another, on any threads.
 */
final class DeviceBatch {
    private final DocumentBatch documents;
    private final GpuDevice device;
    private final BatchEncoder cpu;
    private final Executor executor;
    private final boolean compared;
    private final CompletableFuture<EncodedBatch> result = new CompletableFuture<>();
    /** For each document why it is the CPU's, or null if it is the device's. */
    private final @Nullable FallbackReason[] fallbacks;

    private List<Chunk> chunks = List.of();

    /**
     * A batch.
     *
     * @param cpu encodes what the device does not
     * @param executor runs what follows the device's work
     * @param compared whether the CPU encodes everything as well, and its ids count
     */
    DeviceBatch(DocumentBatch documents, GpuDevice device, BatchEncoder cpu, Executor executor, boolean compared) {
        this.documents = documents;
        this.device = device;
        this.cpu = cpu;
        this.executor = executor;
        this.compared = compared;
        fallbacks = new FallbackReason[documents.size()];
    }

    /** Completes with all documents. */
    CompletableFuture<EncodedBatch> result() {
        return result;
    }

    /** Why document {@code i} was the CPU's, or null if it was the device's; once the result is there. */
    @Nullable
    FallbackReason fallback(int i) {
        return fallbacks[i];
    }

    /** Cuts the batch and submits it to the device. */
    void start(BatchPreparation preparation) {
        try {
            BatchPreparation.Prepared prepared = preparation.prepare(documents, device.slotSize());
            prepared.onCpu().forEach(document -> fallbacks[document] = FallbackReason.DOCUMENT);
            chunks = prepared.chunks();
            chunks.forEach(device::submit);
            CompletableFuture<?>[] results = chunks.stream().map(Chunk::result).toArray(CompletableFuture<?>[]::new);
            var unused = CompletableFuture.allOf(results)
                    .handleAsync((all, failure) -> onDeviceDone(), executor)
                    .exceptionally(this::fail);
        } catch (Throwable e) { // whoever waits must hear of it
            fail(e);
        }
    }

    private boolean fail(Throwable e) {
        return result.completeExceptionally(
                e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
    }

    private boolean onDeviceDone() {
        chunks.forEach(this::noteUndone);
        DocumentBatch rest = compared ? documents : rest();
        if (rest.size() == 0) {
            return result.complete(joined(new EncodedBatch(0, 0)));
        }
        var unused = cpu.submit(rest)
                .thenApplyAsync(encoded -> result.complete(compared ? compared(encoded) : joined(encoded)), executor)
                .exceptionally(this::fail);
        return true;
    }

    /** Notes which documents of a chunk the device has not done. */
    private void noteUndone(Chunk chunk) {
        if (chunk.result().isCompletedExceptionally()) {
            DeviceFault fault = device.fault();
            FallbackReason reason = chunk.result()
                    .handle((ids, failure) -> failure instanceof DeviceFault own
                            ? own.reason()
                            : fault == null ? FallbackReason.TIMEOUT : fault.reason())
                    .join();
            for (int i = 0; i < chunk.size(); i++) {
                fallbacks[chunk.document(i)] = reason;
            }
            return;
        }
        ChunkIds ids = chunk.result().join();
        for (int i = 0; i < chunk.size() && !ids.undone().isEmpty(); i++) {
            for (int at = chunk.scriptStart(i); at < chunk.scriptStart(i + 1); at++) {
                int entry = chunk.script()[at];
                if (entry < 0 && ids.undone().get(-1 - entry)) {
                    fallbacks[chunk.document(i)] = FallbackReason.WORD;
                }
            }
        }
    }

    /** The documents that the CPU must do. */
    private DocumentBatch rest() {
        DocumentBatch rest = new DocumentBatch(16, 1024);
        for (int i = 0; i < fallbacks.length; i++) {
            if (fallbacks[i] != null) {
                rest.add(documents.bytes(), documents.offset(i), documents.offset(i + 1));
            }
        }
        return rest;
    }

    /** All documents in order; {@code rest} has those that the CPU did. */
    private EncodedBatch joined(EncodedBatch rest) {
        int most = rest.offset(rest.size());
        for (Chunk chunk : chunks) {
            if (!chunk.result().isCompletedExceptionally()) {
                most += chunk.result().join().ids().length + chunk.scriptStart(chunk.size());
            }
        }
        EncodedBatch all = new EncodedBatch(documents.size(), most);
        int document = 0;
        int onCpu = 0;
        for (Chunk chunk : chunks) {
            for (int i = 0; i < chunk.size(); i++) {
                while (document < chunk.document(i)) {
                    all.append(rest, onCpu++);
                    document++;
                }
                if (fallbacks[document] != null) {
                    all.append(rest, onCpu++);
                } else {
                    append(chunk, i, all);
                }
                document++;
            }
        }
        while (onCpu < rest.size()) {
            all.append(rest, onCpu++);
        }
        return all;
    }

    /** Appends document {@code i} of {@code chunk}, following its script. */
    private static void append(Chunk chunk, int i, EncodedBatch all) {
        ChunkIds ids = chunk.result().join();
        int[] script = chunk.script();
        int from = chunk.scriptStart(i);
        int to = chunk.scriptStart(i + 1);
        if (to - from == 1 && script[from] < 0) {
            int segment = -1 - script[from];
            all.append(ids.ids(), ids.starts()[segment], ids.starts()[segment + 1], chunk.replaced(i));
            return;
        }
        int[] document = new int[16];
        int length = 0;
        for (int at = from; at < to; at++) {
            int segment = -1 - script[at];
            int start = segment < 0 ? 0 : ids.starts()[segment];
            int count = segment < 0 ? 1 : ids.starts()[segment + 1] - start;
            if (length + count > document.length) {
                document = Arrays.copyOf(document, Math.max(length + count, 2 * document.length));
            }
            if (segment < 0) {
                document[length] = script[at];
            } else {
                System.arraycopy(ids.ids(), start, document, length, count);
            }
            length += count;
        }
        all.append(document, 0, length, chunk.replaced(i));
    }

    /** Returns what the CPU made of all documents; if the device made anything else of one, it is never used again. */
    private EncodedBatch compared(EncodedBatch cpuOnly) {
        EncodedBatch ours = joined(onlyFallbacks(cpuOnly));
        String difference = Comparison.firstDifference(cpuOnly, ours);
        if (difference != null) {
            device.trip(new DeviceFault(FallbackReason.MISMATCH, difference));
        }
        return cpuOnly;
    }

    private EncodedBatch onlyFallbacks(EncodedBatch all) {
        EncodedBatch some = new EncodedBatch(16, 0);
        for (int i = 0; i < fallbacks.length; i++) {
            if (fallbacks[i] != null) {
                some.append(all, i);
            }
        }
        return some;
    }
}
