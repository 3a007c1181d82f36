package dev.millrace.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The CPU backend: a fixed pool of threads. A batch is cut into runs of documents of about equal size, as many as there
 * are threads if it is large enough; the cuts depend on the batch alone, and the result is put together in order.
 */
public final class CpuBatchEncoder implements BatchEncoder {
    /** Smaller slices cost more in hand-over than they save. */
    private static final int SMALLEST_SLICE_BYTES = 32 << 10;

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final Tokenizer tokenizer;
    private final EncodingOptions options;
    private final int threads;
    private final ThreadPoolExecutor pool;
    /** Idle workers, the one used last on top: its caches are warmest. */
    private final ConcurrentLinkedDeque<Worker> idle = new ConcurrentLinkedDeque<>();

    private final boolean spans;

    /** Encodes one document after the other. */
    private interface Worker {
        /** Appends the document {@code src[from, to)} to {@code batch}. */
        void encode(byte[] src, int from, int to, EncodedBatch batch);
    }

    /**
     * Starts a pool that gives ids alone.
     *
     * @param threads number of threads, at least 1
     * @throws IllegalArgumentException if {@code threads} is less than 1 or the tokenizer cannot honour {@code options}
     */
    public CpuBatchEncoder(Tokenizer tokenizer, EncodingOptions options, int threads) {
        this(tokenizer, options, threads, false);
    }

    /**
     * Starts a pool.
     *
     * @param threads number of threads, at least 1
     * @param spans whether each id gets the span of the document that it stands for, see {@link SpanEncoder}
     * @throws IllegalArgumentException if {@code threads} is less than 1 or the tokenizer cannot honour {@code options}
     * @throws UnsupportedOperationException if there are to be spans and the tokenizer knows none
     */
    public CpuBatchEncoder(Tokenizer tokenizer, EncodingOptions options, int threads, boolean spans) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        this.tokenizer = tokenizer;
        this.options = options;
        this.threads = threads;
        this.spans = spans;
        idle.add(newWorker());
        int number = POOLS.incrementAndGet();
        AtomicInteger started = new AtomicInteger();
        pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "millrace-encoder-" + number + "-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private Worker newWorker() {
        if (spans) {
            SpanEncoder encoder = tokenizer.newSpanEncoder(options);
            return (src, from, to, batch) -> {
                encoder.begin(src, from, to);
                batch.append(encoder);
            };
        }
        Encoder encoder = tokenizer.newEncoder(options);
        return (src, from, to, batch) -> {
            encoder.begin(src, from, to);
            batch.append(encoder);
        };
    }

    @Override
    public String backend() {
        return "cpu";
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public CompletableFuture<EncodedBatch> submit(DocumentBatch documents) {
        if (pool.isShutdown()) {
            throw closed();
        }
        CompletableFuture<EncodedBatch> result = new CompletableFuture<>();
        List<Slice> slices = slices(documents, result);
        AtomicInteger open = new AtomicInteger(slices.size());
        try {
            for (Slice slice : slices) {
                slice.siblings = slices;
                slice.open = open;
                pool.execute(slice);
            }
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    @Override
    public void close() {
        pool.shutdown();
        List<Runnable> queued = new ArrayList<>();
        pool.getQueue().drainTo(queued);
        for (Runnable slice : queued) {
            ((Slice) slice).result.completeExceptionally(closed());
        }
        boolean interrupted = false;
        while (true) {
            try {
                if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException("the encoder of " + tokenizer.name() + " must be open to encode");
    }

    private List<Slice> slices(DocumentBatch documents, CompletableFuture<EncodedBatch> result) {
        int bytes = documents.offset(documents.size());
        int most = Math.max(1, Math.min(threads, bytes / SMALLEST_SLICE_BYTES));
        List<Slice> slices = new ArrayList<>(most);
        int from = 0;
        for (int s = 1; s <= most; s++) {
            int end = (int) ((long) bytes * s / most);
            int to = from;
            while (to < documents.size() && (s == most || documents.offset(to + 1) <= end)) {
                to++;
            }
            if (to > from || s == most) {
                slices.add(new Slice(documents, from, to, result));
            }
            from = to;
        }
        return slices;
    }

    /** A run of documents of one batch; the slice that finishes last puts the batch together. */
    private final class Slice implements Runnable {
        private final DocumentBatch documents;
        private final int from;
        private final int to;
        private final CompletableFuture<EncodedBatch> result;
        private final EncodedBatch encoded;
        private List<Slice> siblings = List.of();
        private AtomicInteger open = new AtomicInteger();

        Slice(DocumentBatch documents, int from, int to, CompletableFuture<EncodedBatch> result) {
            this.documents = documents;
            this.from = from;
            this.to = to;
            this.result = result;
            // Four bytes a token is usual; a batch that has more grows.
            encoded = new EncodedBatch(to - from, (documents.offset(to) - documents.offset(from)) / 3 + 16);
        }

        @Override
        public void run() {
            if (result.isDone()) {
                return;
            }
            try {
                Worker worker = idle.pollFirst();
                if (worker == null) {
                    worker = newWorker();
                }
                for (int document = from; document < to; document++) {
                    worker = encode(worker, document);
                }
                idle.addFirst(worker);
                if (open.decrementAndGet() == 0) {
                    result.complete(together());
                }
            } catch (Throwable e) { // a waiting caller must hear of it, whatever it is
                result.completeExceptionally(e);
            }
        }

        /** Returns the worker for the next document: a new one if this document has broken the old. */
        private Worker encode(Worker worker, int document) {
            try {
                worker.encode(documents.bytes(), documents.offset(document), documents.offset(document + 1), encoded);
                return worker;
            } catch (EncodingException e) {
                encoded.appendFailure(e);
                return worker;
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                encoded.appendFailure(e);
                return newWorker();
            }
        }

        private EncodedBatch together() {
            if (siblings.size() == 1) {
                return encoded;
            }
            int ids = 0;
            for (Slice slice : siblings) {
                ids = Math.addExact(ids, slice.encoded.offset(slice.encoded.size()));
            }
            EncodedBatch all = new EncodedBatch(documents.size(), ids);
            for (Slice slice : siblings) {
                all.append(slice.encoded);
            }
            return all;
        }
    }
}
