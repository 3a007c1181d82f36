package dev.millrace.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gpu.ptx.PtxMachine;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * How many instructions lanes execute for a byte of text: no time, but the same on every machine. English prose, one
 * segment, cl100k, nothing known from earlier batches. The costs are in docs/gpu.md.
 */
class KernelCostTest {
    /** Of the whole file, 1 MiB less 21 bytes. */
    private static final Map<String, Double> WHOLE = Map.ofEntries(
            Map.entry("millrace_compact", 3.55),
            Map.entry("millrace_count", 0.59),
            Map.entry("millrace_lookup", 24.96),
            Map.entry("millrace_merge128", 0.12),
            Map.entry("millrace_merge16", 43.94),
            Map.entry("millrace_merge32", 1.48),
            Map.entry("millrace_merge8", 17.51),
            Map.entry("millrace_merge_long", 0.47),
            Map.entry("millrace_scan_tokens", 0.0258),
            Map.entry("millrace_scan_words", 0.0248),
            Map.entry("millrace_scatter", 11.89),
            Map.entry("millrace_segments", 0.0027),
            Map.entry("millrace_split_cl100k", 58.89),
            Map.entry("millrace_sum", 7.44));

    /** Of its first 128 KiB, in which fewer words come again. */
    private static final Map<String, Double> PREFIX = Map.ofEntries(
            Map.entry("millrace_compact", 3.61),
            Map.entry("millrace_count", 0.59),
            Map.entry("millrace_lookup", 24.98),
            Map.entry("millrace_merge128", 0.12),
            Map.entry("millrace_merge16", 55.97),
            Map.entry("millrace_merge32", 1.42),
            Map.entry("millrace_merge8", 27.30),
            Map.entry("millrace_merge_long", 0.47),
            Map.entry("millrace_scan_tokens", 0.20),
            Map.entry("millrace_scan_words", 0.20),
            Map.entry("millrace_scatter", 12.16),
            Map.entry("millrace_segments", 0.0210),
            Map.entry("millrace_split_cl100k", 60.04),
            Map.entry("millrace_sum", 7.60));

    @Test
    void kernelsCostWhatTheDocsSay() {
        int bytes = TestSettings.isFull() ? 1 << 20 : 1 << 17;
        byte[] text = Texts.corpus(Texts.ENGLISH, 0, bytes);
        DeviceTables tables = DeviceTables.of(GpuModel.of(Patterns.CL100K.load()));
        KernelRun run = new KernelRun(tables, new PtxMachine.Schedule(1, 2, 4096));
        run.encode(List.of(text));
        Map<String, Double> costs = new TreeMap<>();
        run.executed().forEach((kernel, executed) -> costs.put(kernel, (double) executed / text.length));
        costs.values().removeIf(cost -> cost == 0);
        System.out.printf("PTX instructions per byte of %s bytes: %s%n", text.length, costs);
        double all = costs.values().stream().mapToDouble(Double::doubleValue).sum();
        assertThat(all).as("all kernels, of at most 400: %s", costs).isLessThanOrEqualTo(400);
        Map<String, Double> limits = TestSettings.isFull() ? WHOLE : PREFIX;
        assertThat(costs.keySet()).isEqualTo(limits.keySet());
        costs.forEach((kernel, cost) -> assertThat(cost)
                .as("%s must not cost a tenth more than in the docs", kernel)
                .isLessThanOrEqualTo(1.1 * limits.getOrDefault(kernel, 0.0)));
    }
}
