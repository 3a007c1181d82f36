package dev.millrace.app.demo;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.TextTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Shows what dynamic merges saved. */
final class DemoMerges {
    private DemoMerges() {}

    /** Prints a row per tokenizer from the meters of the run. */
    static void print(MeterRegistry meters, List<String> tokenizers, PrintStream out) {
        TextTable table = new TextTable("dynamic merges", ">batches", ">tokens before", ">tokens after", ">reduction");
        for (String tokenizer : tokenizers) {
            double before = sum(meters, "millrace.dynamic.tokens.before", tokenizer);
            double after = sum(meters, "millrace.dynamic.tokens.after", tokenizer);
            table.add(
                    tokenizer,
                    Amounts.count((long) sum(meters, "millrace.dynamic.batches", tokenizer)),
                    Amounts.count((long) before),
                    Amounts.count((long) after),
                    String.format(Locale.ROOT, "%.1f %%", before == 0 ? 0 : 100 * (1 - after / before)));
        }
        table.print(out);
    }

    private static double sum(MeterRegistry meters, String name, String tokenizer) {
        return meters.find(name).tag("tokenizer", tokenizer).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
