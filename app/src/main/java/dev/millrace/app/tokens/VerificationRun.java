package dev.millrace.app.tokens;

import dev.millrace.app.input.DocumentInput.Place;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.verify.Reference;
import dev.millrace.tokenizer.verify.Verification;
import dev.millrace.tokenizer.verify.Verification.Difference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Compares documents with a reference on several threads and sums up in the order of the documents. At most two batches
 * per thread are held at a time, so that input of any length goes through.
 *
 * <p><b>Thread safety:</b> none; one thread adds documents.
 */
final class VerificationRun implements AutoCloseable {
    private static final int BATCH_BYTES = 256 << 10;
    private static final int BATCH_DOCUMENTS = 1024;

    private final int threads;
    private final ExecutorService pool;
    /** One for each thread at work. */
    private final Queue<Verification> idle = new ConcurrentLinkedQueue<>();

    private final Queue<Future<Batch>> running = new ArrayDeque<>();
    private Batch open = new Batch();
    private final Batch total = new Batch();

    /**
     * Starts the threads.
     *
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}
     */
    VerificationRun(Tokenizer tokenizer, EncodingOptions options, Reference reference, int threads) {
        this.threads = threads;
        for (int i = 0; i < threads; i++) {
            idle.add(new Verification(tokenizer, options, reference));
        }
        pool = Executors.newFixedThreadPool(threads);
    }

    /** Documents to compare, then what came of it. */
    private static final class Batch {
        private final List<Place> places = new ArrayList<>();
        private final List<byte[]> contents = new ArrayList<>();
        private long documents;
        private long bytes;
        private long tokens;
        private long differing;
        private @Nullable Place place;
        private @Nullable Difference first;

        /** Compares all documents; they are forgotten afterwards. */
        Batch compare(Verification verification) {
            long before = verification.tokens();
            for (int i = 0; i < contents.size(); i++) {
                Difference difference = verification.check(contents.get(i));
                if (difference != null && differing++ == 0) {
                    place = places.get(i);
                    first = difference;
                }
            }
            tokens = verification.tokens() - before;
            places.clear();
            contents.clear();
            return this;
        }

        void add(Batch later) {
            documents += later.documents;
            bytes += later.bytes;
            tokens += later.tokens;
            if (differing == 0) {
                place = later.place;
                first = later.first;
            }
            differing += later.differing;
        }
    }

    /** Takes a copy of the document {@code src[from, to)}. */
    void add(Place place, byte[] src, int from, int to) throws ExecutionException, InterruptedException {
        open.places.add(place);
        open.contents.add(Arrays.copyOfRange(src, from, to));
        open.documents++;
        open.bytes += to - from;
        if (open.bytes >= BATCH_BYTES || open.documents >= BATCH_DOCUMENTS) {
            submit();
        }
    }

    /** Waits until all documents have been compared. */
    void finish() throws ExecutionException, InterruptedException {
        submit();
        while (!running.isEmpty()) {
            total.add(running.remove().get());
        }
    }

    private void submit() throws ExecutionException, InterruptedException {
        Batch batch = open;
        open = new Batch();
        running.add(pool.submit(() -> {
            Verification verification = idle.remove();
            try {
                return batch.compare(verification);
            } finally {
                idle.add(verification);
            }
        }));
        while (running.size() >= 2 * threads
                || !running.isEmpty() && running.element().isDone()) {
            total.add(running.remove().get());
        }
    }

    /** Documents compared so far. */
    long documents() {
        return total.documents;
    }

    /** Their bytes. */
    long bytes() {
        return total.bytes;
    }

    /** Their ids, as the tokenizer gives them. */
    long tokens() {
        return total.tokens;
    }

    /** How many of them differ. */
    long differing() {
        return total.differing;
    }

    /** Where the first document is that differs, or null. */
    @Nullable
    Place place() {
        return total.place;
    }

    /** What differs in it, or null. */
    @Nullable
    Difference first() {
        return total.first;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
