package dev.millrace.bench;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The engine against jtokkit and the Hugging Face library in DJL: same documents, same run, in turns. Ids are compared
 * before anything is timed. One thread is timed by its CPU time, several by the clock; figures are medians of rounds in
 * decimal megabytes of UTF-8 per second.
 *
 * <ul>
 *   <li>cold: a tokenizer just loaded, its first pass over the corpus; the code is compiled, on another corpus
 *   <li>held-out: caches are new, see three quarters of the source files, and the unseen quarter is timed
 *   <li>warm: another pass over what has been seen
 * </ul>
 */
public final class EngineBench {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path shared;
    private final int rounds;
    /** Keeps results alive, so that nothing is compiled away. */
    private static final LongAdder SINK = new LongAdder();

    private EngineBench(Path shared, int rounds) {
        this.shared = shared;
        this.rounds = rounds;
    }

    /** Arguments: folder of corpus artifacts, folder of tokenizer files, rounds, tokenizers separated by commas. */
    public static void main(String[] args) throws Exception {
        EngineBench bench = new EngineBench(Path.of(args[1]), Integer.parseInt(args[2]));
        List<Corpus> corpora = Corpus.all(Path.of(args[0]));
        for (Corpus corpus : corpora) {
            System.out.printf(
                    "%s: %d documents, %.1f MB, of which held out %.1f MB%n",
                    corpus.name(),
                    corpus.everything().size(),
                    Corpus.bytes(corpus.everything()) / 1e6,
                    Corpus.bytes(corpus.heldOut()) / 1e6);
        }
        for (String name : args[3].split(",", -1)) {
            bench.run(name, corpora);
        }
    }

    private void run(String name, List<Corpus> corpora) throws Exception {
        Path json = shared.resolve(name).resolve("tokenizer.json");
        boolean builtIn = TokenizerRegistry.builtInNames().contains(name);
        if (!builtIn && !Files.exists(json)) {
            System.out.println(name + ": skipped, there is no " + json);
            return;
        }
        String source = builtIn ? name : json.toString();
        load(name, source);
        System.out.printf(
                "%n%-16s %-13s %9s %9s %9s %9s %7s %7s %7s %9s %7s %6s%n",
                name,
                "corpus",
                "rival",
                "cold",
                "held-out",
                "warm",
                "x cold",
                "x held",
                "x warm",
                "2 threads",
                "x one",
                "B/doc");
        for (Corpus corpus : corpora) {
            Contender rival = builtIn ? Contender.jtokkit(name) : Contender.djl(json);
            compare(corpus, Contender.ours(TokenizerRegistry.load(source)), rival);
            row(corpus, source, builtIn ? "jtokkit" : "djl", rival);
        }
    }

    private void load(String name, String source) {
        long best = Long.MAX_VALUE;
        Tokenizer tokenizer = null;
        for (int i = 0; i < 6; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            tokenizer = TokenizerRegistry.load(source);
            SINK.add(Contender.ours(tokenizer).count(new byte[] {'a'}));
            best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
        }
        long with = used(tokenizer);
        tokenizer = null;
        long without = used(tokenizer);
        System.out.printf(
                "%n%s: loads in %d ms of CPU time, retains %.1f MB%n", name, best / 1_000_000, (with - without) / 1e6);
    }

    private static long used(@Nullable Tokenizer kept) {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        SINK.add(kept == null ? 0 : kept.vocabularySize());
        return used;
    }

    private static void compare(Corpus corpus, Contender ours, Contender rival) {
        for (byte[] document : corpus.everything()) {
            if (!Arrays.equals(ours.ids(document), rival.ids(document))) {
                throw new IllegalStateException(
                        "ids must be equal before they are timed, but are not in " + corpus.name() + " for <"
                                + new String(document, java.nio.charset.StandardCharsets.UTF_8) + ">");
            }
        }
    }

    private void row(Corpus corpus, String source, String rivalName, Contender rival) throws Exception {
        List<byte[]> all = corpus.everything();
        Tokenizer tokenizer = TokenizerRegistry.load(source);
        Contender warm = Contender.ours(tokenizer);
        for (int i = 0; i < 3; i++) {
            pass(warm, all);
        }
        double[] rivals = new double[rounds];
        double[] colds = new double[rounds];
        double[] heldOuts = new double[rounds];
        double[] warms = new double[rounds];
        double[] ones = new double[rounds];
        double[] pairs = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            // The rivals have no state to warm: a part of the shuffled documents tells their speed.
            rivals[round] = pass(rival, all.subList(0, all.size() / (rivalName.equals("djl") ? 16 : 4)));
            colds[round] = pass(Contender.ours(round % 5 == 0 ? TokenizerRegistry.load(source) : tokenizer), all);
            Contender fresh = Contender.ours(tokenizer);
            pass(fresh, corpus.warmUp());
            heldOuts[round] = pass(fresh, corpus.heldOut());
            warms[round] = pass(warm, all);
            ones[round] = threads(1, tokenizer, all);
            pairs[round] = threads(2, tokenizer, all);
        }
        long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        pass(warm, all);
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        double r = median(rivals);
        System.out.printf(
                Locale.ROOT,
                "%-16s %-13s %9.1f %9.1f %9.1f %9.1f %7.1f %7.1f %7.1f %9.1f %7.2f %6.1f%n",
                rivalName,
                corpus.name(),
                r,
                median(colds),
                median(heldOuts),
                median(warms),
                median(colds) / r,
                median(heldOuts) / r,
                median(warms) / r,
                median(pairs),
                median(pairs) / median(ones),
                (double) allocated / all.size());
    }

    /** Megabytes per second of CPU time of this thread. */
    private static double pass(Contender contender, List<byte[]> documents) {
        long start = THREADS.getCurrentThreadCpuTime();
        long count = 0;
        for (byte[] document : documents) {
            count += contender.count(document);
        }
        SINK.add(count);
        return Corpus.bytes(documents) * 1e3 / (THREADS.getCurrentThreadCpuTime() - start);
    }

    /** Megabytes per second of the clock, each of {@code n} threads encoding all documents. */
    private static double threads(int n, Tokenizer tokenizer, List<byte[]> documents) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(n);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < n; t++) {
            Contender contender = Contender.ours(tokenizer);
            Thread thread = new Thread(() -> {
                pass(contender, documents);
                ready.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                pass(contender, documents);
            });
            thread.start();
            threads.add(thread);
        }
        ready.await();
        long start = System.nanoTime();
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return n * 1e3 * Corpus.bytes(documents) / (System.nanoTime() - start);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
