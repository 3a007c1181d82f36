package dev.millrace.bench;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Encodes documents of about 4 KB, one after the other, with a warm cache: documents and bytes per second. The corpora
 * are those of {@link EngineBench}; their folder is the system property {@code millrace.corpora}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class EncodeBenchmark {
    /** A built-in name, or a file. */
    @Param({"cl100k_base", "o200k_base"})
    public String tokenizer = "";

    /** {@code prose}, {@code code} or {@code multilingual}. */
    @Param({"prose", "code", "multilingual"})
    public String corpus = "";

    private final int[] ids = new int[1 << 14];
    private List<byte[]> documents = List.of();
    private @Nullable Encoder encoder;
    private int next;

    /** Bytes encoded, which JMH turns into a rate. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Bytes {
        /** In UTF-8. */
        public long bytes;
    }

    /** Loads corpus and tokenizer. */
    @Setup(Level.Trial)
    public void load() throws IOException {
        documents = Corpus.all(Path.of(System.getProperty("millrace.corpora", "bench/target/corpora"))).stream()
                .filter(candidate -> candidate.name().equals(corpus))
                .findFirst()
                .orElseThrow()
                .everything();
        encoder = TokenizerRegistry.load(tokenizer).newEncoder(EncodingOptions.DEFAULT);
    }

    /** Encodes the next document and returns the number of its ids. */
    @Benchmark
    public long encode(Bytes counter) {
        byte[] document = documents.get(next);
        next = next + 1 < documents.size() ? next + 1 : 0;
        counter.bytes += document.length;
        Encoder worker = Objects.requireNonNull(encoder);
        worker.begin(document, 0, document.length);
        long count = 0;
        for (int n; (n = worker.next(ids, 0, ids.length)) > 0; ) {
            count += n;
        }
        return count;
    }
}
