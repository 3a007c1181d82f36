package dev.millrace.bench.pipeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the whole path beside its rivals, alternating, in one run. Arguments: corpus folder, number of documents,
 * rounds, seconds of latency measurement.
 */
public final class PipelineBenchmark {
    private static final long SEED = 42;

    private PipelineBenchmark() {}

    /** Runs the benchmark and prints a table. */
    public static void main(String[] arguments) throws Exception {
        Path corpus = Path.of(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        int latencySeconds = Integer.parseInt(arguments[3]);
        Documents documents = Documents.under(corpus, SEED);
        Path folder = Files.createTempDirectory("millrace-bench-");
        Cl100kTokenizerJson.write(folder.resolve("cl100k_base.json"));
        Map<Contender, List<Measurement>> measured = new EnumMap<>(Contender.class);
        List<Measurement> engine = new ArrayList<>();
        try (Cluster cluster = new Cluster();
                Registry registry = new Registry()) {
            System.err.println("feeding " + count + " documents from " + corpus);
            Runs runs = new Runs(cluster, registry, documents, count, folder);
            for (int round = 1; round <= rounds; round++) {
                for (Contender contender : Contender.values()) {
                    Measurement measurement = runs.run(contender);
                    System.err.printf(
                            "round %d of %d, %s: %.2f MB/s%n",
                            round, rounds, contender.title(), measurement.megabytesPerSecond());
                    measured.computeIfAbsent(contender, key -> new ArrayList<>())
                            .add(measurement);
                }
                engine.add(engine(corpus, count));
            }
            double[] latencies = Latency.measure(cluster, runs, documents, latencySeconds);
            Report.print(measured, engine, runs, latencies);
        }
        // The test kit leaves threads behind.
        System.exit(0);
    }

    private static Measurement engine(Path corpus, int count) throws Exception {
        List<String> arguments = List.of(
                corpus.toString(), Long.toString(SEED), Integer.toString(count), Integer.toString((int) (count * 0.3)));
        try (BenchJvm child = new BenchJvm(EngineMain.class, arguments)) {
            for (String line : child.finish()) {
                String[] parts = line.split(" ", -1);
                if (parts[0].equals("ENGINE")) {
                    return new Measurement(
                            Long.parseLong(parts[1]),
                            Long.parseLong(parts[2]),
                            Double.parseDouble(parts[3]),
                            Double.parseDouble(parts[4]));
                }
            }
        }
        throw new IllegalStateException("the engine's JVM ended without a measurement");
    }
}
