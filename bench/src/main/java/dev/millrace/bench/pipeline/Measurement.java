package dev.millrace.bench.pipeline;

import java.util.Comparator;
import java.util.List;

/**
 * Work done in a stretch of time after warm-up.
 *
 * @param bytes of document content
 * @param records documents
 * @param seconds of wall clock
 * @param cpuSeconds of the process, all threads
 */
record Measurement(long bytes, long records, double seconds, double cpuSeconds) {

    /** Megabytes (10<sup>6</sup>) per second. */
    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }

    double recordsPerSecond() {
        return records / seconds;
    }

    double cpuSecondsPerMegabyte() {
        return cpuSeconds / (bytes / 1e6);
    }

    /** The measurement of median throughput. */
    static Measurement median(List<Measurement> rounds) {
        List<Measurement> sorted = rounds.stream()
                .sorted(Comparator.comparingDouble(Measurement::megabytesPerSecond))
                .toList();
        return sorted.get(sorted.size() / 2);
    }
}
