package dev.millrace.app.tokens;

import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.BatchEncoderProvider;
import dev.millrace.tokenizer.BatchEncoders;
import dev.millrace.tokenizer.DeviceReport;
import dev.millrace.tokenizer.Tokenizer;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace gpu}. */
@Command(
        name = "gpu",
        header = "Check whether a GPU can encode here, and whether it is worth it.",
        description = {
            "",
            "With --check: looks for a GPU, runs the self-test of each tokenizer on it, and measures it against the "
                    + "CPU by size of batch. Ends with exit code 0 if every tokenizer passed; with 1, and one sentence "
                    + "that says why, if there is no GPU that can be used or a tokenizer did not pass.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace gpu --check",
            "  millrace gpu --check --tokenizer ./tokenizer.json --set millrace.gpu.device=1"
        })
public final class GpuCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--check", description = "Test and measure; needed, for nothing else is done.")
    private boolean check;

    @Option(
            names = {"-t", "--tokenizer"},
            paramLabel = "NAME_OR_PATH",
            description = "Tokenizers to check; repeatable. Default: cl100k_base and o200k_base.")
    private List<String> tokenizers = List.of("cl100k_base", "o200k_base");

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "Set a key of millrace.gpu; repeatable.")
    private Map<String, String> settings = new HashMap<>();

    /** Writes to {@code console}. */
    public GpuCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!check) {
            throw new UsageException("gpu must be told what to do: --check");
        }
        for (String key : settings.keySet()) {
            if (!key.startsWith("millrace.gpu.") || !Settings.definitions().containsKey(key)) {
                throw new UsageException("--set must name a key of millrace.gpu, got " + key
                        + "; 'millrace run --print-config' prints them");
            }
        }
        List<Tokenizer> loaded = tokenizers.stream().map(Tokenizers::load).toList();
        DeviceReport report = provider().report(loaded, Runtime.getRuntime().availableProcessors());
        PrintStream out = console.text();
        out.println("device   " + report.device());
        out.println("driver   " + report.driver());
        out.println("kernels  " + report.program());
        boolean passed = true;
        for (DeviceReport.OfTokenizer tokenizer : report.tokenizers()) {
            print(tokenizer, out);
            passed &= tokenizer.problem() == null;
        }
        out.flush();
        if (!passed) {
            console.complain("not every tokenizer can be encoded on the GPU");
        }
        return passed ? 0 : 1;
    }

    private BatchEncoderProvider provider() {
        BatchEncoderProvider found = BatchEncoders.device();
        if (found == null) {
            throw new CommandFailure("no GPU can be used: millrace-gpu is not on the class path", null);
        }
        BatchEncoderProvider provider = configured(found);
        String reason = provider.unavailable();
        if (reason != null) {
            throw new CommandFailure("no GPU can be used: " + reason, null);
        }
        return provider;
    }

    private BatchEncoderProvider configured(BatchEncoderProvider provider) {
        try {
            return provider.configured(true, settings);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static void print(DeviceReport.OfTokenizer tokenizer, PrintStream out) {
        out.println();
        out.println(tokenizer.name());
        out.println("  self-test  "
                + (tokenizer.problem() == null
                        ? "passed on " + Amounts.bytes(tokenizer.tested())
                        : "not passed: " + tokenizer.problem()));
        if (!tokenizer.speeds().isEmpty()) {
            TextTable table = new TextTable("  batch", ">GPU", ">CPU", ">ratio");
            for (DeviceReport.Speed speed : tokenizer.speeds()) {
                table.add(
                        "  " + speed.batchBytes() / 1024 + " KiB",
                        Amounts.bytes((long) speed.device()) + "/s",
                        Amounts.bytes((long) speed.cpu()) + "/s",
                        Amounts.ratio((long) speed.device(), (long) speed.cpu()));
            }
            table.print(out);
        }
        out.println("  auto       " + tokenizer.route());
    }
}
