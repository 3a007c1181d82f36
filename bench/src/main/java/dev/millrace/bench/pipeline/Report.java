package dev.millrace.bench.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table that people read. */
final class Report {
    private Report() {}

    static void print(
            Map<Contender, List<Measurement>> measured, List<Measurement> engineRounds, Runs runs, double[] latencies) {
        Map<Contender, Measurement> medians = new EnumMap<>(Contender.class);
        measured.forEach((contender, rounds) -> medians.put(contender, Measurement.median(rounds)));
        Measurement engine = Measurement.median(engineRounds);
        line(
                "| %-22s | %8s | %9s | %10s | %-17s |",
                "median of " + engineRounds.size() + " rounds", "MB/s", "records/s", "CPU s / MB", "MB/s, all rounds");
        line("|------------------------|---------:|----------:|-----------:|-------------------|");
        for (Contender contender : Contender.values()) {
            row(contender.title(), of(medians, contender), of(measured, contender));
        }
        row("engine alone, 1 thread", engine, engineRounds);
        ratios(medians, engine);
        Map<String, Double> meters = runs.meters();
        double batches = meters.getOrDefault("millrace.batch.documents.COUNT", 0.0);
        line("mean batch: %.0f documents", meters.getOrDefault("millrace.batch.documents.TOTAL", 0.0) / batches);
        line("inline encodes: %.0f", meters.getOrDefault("millrace.inline.encodes.COUNT", 0.0));
        line("output bytes per input byte: %.3f", runs.outputRatio());
        line(
                "append to readable at 50 documents/s: p50 %.0f ms, p99 %.0f ms, max %.0f ms (%d documents)",
                quantile(latencies, 0.5), quantile(latencies, 0.99), quantile(latencies, 1), latencies.length);
    }

    private static void ratios(Map<Contender, Measurement> medians, Measurement engine) {
        Measurement ours = of(medians, Contender.MILLRACE);
        Measurement pass = of(medians, Contender.PASS_THROUGH);
        double cpu = pass.cpuSecondsPerMegabyte() + engine.cpuSecondsPerMegabyte();
        double serial = 1 / (1 / pass.megabytesPerSecond() + 1 / engine.megabytesPerSecond());
        line("CPU per MB over pass-through + engine: %.2f (goal: at most 1.20)", ours.cpuSecondsPerMegabyte() / cpu);
        line(
                "throughput over pass-through and engine in series: %.2f (goal: at least 0.85)",
                ours.megabytesPerSecond() / serial);
        for (Contender rival : List.of(Contender.JTOKKIT, Contender.DJL)) {
            line(
                    "throughput over %s: %.1f",
                    rival.title(),
                    ours.megabytesPerSecond() / of(medians, rival).megabytesPerSecond());
        }
    }

    private static <T> T of(Map<Contender, T> map, Contender contender) {
        return requireNonNull(map.get(contender), contender.title());
    }

    private static void row(String title, Measurement median, List<Measurement> rounds) {
        List<String> all = rounds.stream()
                .map(round -> String.format(Locale.ROOT, "%.2f", round.megabytesPerSecond()))
                .toList();
        line(
                "| %-22s | %8.2f | %9.0f | %10.4f | %-17s |",
                title,
                median.megabytesPerSecond(),
                median.recordsPerSecond(),
                median.cpuSecondsPerMegabyte(),
                String.join(" ", all));
    }

    private static double quantile(double[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }

    private static void line(String format, Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }
}
