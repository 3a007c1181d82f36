package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.normalize.UnicodeForm;
import dev.millrace.tokenizer.pipeline.Utf8;
import dev.millrace.tokenizer.train.TrainerOptions.Superwords;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns a byte-pair encoding (Gage 1994; Sennrich et al. 2016) from documents: {@link #add} them all, then {@link
 * #train}. Pieces are counted on several threads while documents come; the learning itself is one thread's work.
 *
 * <p>Ill-formed UTF-8 in text becomes U+FFFD, as it does when encoding.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class BpeTrainer implements AutoCloseable {
    private static final int BATCH_BYTES = 1 << 20;

    private final TrainerOptions options;
    private final ExecutorService pool;
    private final Semaphore room;
    private final ConcurrentLinkedQueue<Counts> idle = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Future<?>> failures = new ConcurrentLinkedQueue<>();
    private Batch batch = new Batch(0);
    private long documents;
    private long bytes;

    /** One thread's counts: for the first stage and for the second. */
    private static final class Counts {
        final PieceCounts words = new PieceCounts();
        final PieceCounts lines = new PieceCounts();
    }

    /** Documents on their way to a thread. */
    private static final class Batch {
        final long first;
        byte[] bytes = new byte[1 << 12];
        int[] ends = new int[16];
        int size;

        Batch(long first) {
            this.first = first;
        }

        int length() {
            return size == 0 ? 0 : ends[size - 1];
        }

        void add(byte[] text, int from, int to) {
            int end = Math.addExact(length(), to - from);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(end, 2L * bytes.length)));
            }
            if (size == ends.length) {
                ends = Arrays.copyOf(ends, 2 * size);
            }
            System.arraycopy(text, from, bytes, length(), to - from);
            ends[size++] = end;
        }
    }

    /** A trainer that counts on {@code threads} threads. */
    public BpeTrainer(TrainerOptions options, int threads) {
        this.options = options;
        pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "millrace-train");
            thread.setDaemon(true);
            return thread;
        });
        room = new Semaphore(2 * threads);
    }

    /** Adds the document {@code text[from, to)}, of which it keeps a copy until it is counted. */
    public void add(byte[] text, int from, int to) {
        documents++;
        bytes += to - from;
        if (batch.size > 0 && batch.length() + (long) (to - from) > BATCH_BYTES) {
            submit();
        }
        batch.add(text, from, to);
    }

    /** Documents added so far. */
    public long documents() {
        return documents;
    }

    /** Their bytes. */
    public long bytes() {
        return bytes;
    }

    private void submit() {
        Batch full = batch;
        batch = new Batch(documents - 1);
        room.acquireUninterruptibly();
        failures.add(pool.submit(() -> {
            Counts counts = idle.poll();
            counts = counts == null ? new Counts() : counts;
            try {
                count(full, counts);
            } finally {
                idle.add(counts);
                room.release();
            }
        }));
        while (failures.size() > 64) {
            await(failures.remove());
        }
    }

    private void count(Batch full, Counts counts) {
        PieceCutter words = options.preTokenization().learning();
        PieceCutter lines = options.superwords() == null
                ? null
                : PreTokenization.SUPERWORDS.learning().withinLines();
        for (int i = 0; i < full.size; i++) {
            int from = i == 0 ? 0 : full.ends[i - 1];
            byte[] text = full.bytes;
            int to = full.ends[i];
            if (!options.binary() && Utf8.firstMalformed(text, from, to) >= 0) {
                text = new String(text, from, to - from, UTF_8).getBytes(UTF_8);
                from = 0;
                to = text.length;
            }
            if (options.nfkc()) {
                text = UnicodeForm.NFKC.normalize(text, from, to);
                from = 0;
                to = text.length;
            }
            cut(words, full.first + i, text, from, to, counts.words);
            if (lines != null) {
                cut(lines, full.first + i, text, from, to, counts.lines);
            }
        }
    }

    private static void cut(PieceCutter cutter, long document, byte[] text, int from, int to, PieceCounts counts) {
        if (from < to) {
            cutter.cut(document, text, from, to, (piece, start, end) -> counts.add(piece, start, end, 1));
        }
    }

    /**
     * Learns from the documents added.
     *
     * @param progress told the number of tokens after each merge
     * @throws IllegalStateException if the different pieces have too many bytes
     */
    public TrainedBpe train(IntConsumer progress) {
        submit();
        for (Future<?> task; (task = failures.poll()) != null; ) {
            await(task);
        }
        PieceCounts words = new PieceCounts();
        PieceCounts lines = new PieceCounts();
        for (Counts counts; (counts = idle.poll()) != null; ) {
            words.addAll(counts.words);
            lines.addAll(counts.lines);
        }
        TokenTable tokens = new TokenTable();
        options.specialTokens().forEach(token -> tokens.reserve(token.getBytes(UTF_8)));
        options.customTokens().forEach(token -> tokens.reserve(token.getBytes(UTF_8)));
        int[] byteIds = byteIds(tokens);
        Superwords superwords = options.superwords();
        int all = options.learntSize();
        int first = superwords == null ? all : Math.min(all, tokens.size() + superwords.transition());
        Merges merges = new Merges();
        learner(words, tokens, byteIds, length()).learn(merges, first, progress);
        if (superwords != null) {
            int replayed = Math.min(merges.size(), superwords.transition());
            MergeLearner second = learner(lines, tokens, byteIds, length().and(rule(superwords)));
            second.replay(merges, replayed);
            second.learn(merges, all, progress);
        }
        return new TrainedBpe(options, tokens.tokens(), merges);
    }

    private MergeLearner learner(PieceCounts pieces, TokenTable tokens, int[] byteIds, MergeRule rule) {
        return new MergeLearner(pieces, tokens, byteIds, rule, options.minFrequency(), options.ties());
    }

    private MergeRule length() {
        return options.maxTokenLength() == 0 ? MergeRule.ANY : MergeRule.maxLength(options.maxTokenLength());
    }

    private static MergeRule rule(Superwords superwords) {
        List<byte[]> forbidden = superwords.forbidden().stream()
                .map(text -> text.getBytes(UTF_8))
                .toList();
        return MergeRule.superwords(forbidden, superwords.maxWords());
    }

    private int[] byteIds(TokenTable tokens) {
        int[] order = Alphabet.bytes();
        int[] ids = new int[256];
        for (int i = 0; i < 256; i++) {
            int b = options.binary() ? i : order[i];
            ids[b] = tokens.idOf(new byte[] {(byte) b});
        }
        return ids;
    }

    private static void await(@Nullable Future<?> task) {
        try {
            if (task != null) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("counting the pieces of a document failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while counting pieces", e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
