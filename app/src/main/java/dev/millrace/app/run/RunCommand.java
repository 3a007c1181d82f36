package dev.millrace.app.run;

import dev.millrace.app.config.ConfigFlags;
import dev.millrace.app.config.PrintedConfig;
import dev.millrace.app.config.Settings;
import dev.millrace.app.console.Console;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code millrace run}. */
@Command(
        name = "run",
        header = "Tokenize the documents of a cluster until told to stop.",
        description = {
            "",
            "Reads the documents topics, writes token records and rejected documents, exactly once. Any number of "
                    + "processes with the same application.id share the work. SIGTERM and SIGINT finish what was "
                    + "begun and end with exit code 0; a fault that does not pass ends with 1.",
            "HTTP: /health/live, /health/ready and /metrics on millrace.http.port.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace run --config millrace.properties",
            "  millrace run --print-config > millrace.properties",
            "  MILLRACE_KAFKA_BOOTSTRAP_SERVERS=kafka:9092 MILLRACE_TOKENIZERS=o200k_base millrace run"
        })
public final class RunCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ConfigFlags configuration = new ConfigFlags();

    @Option(
            names = "--print-config",
            description = "Print all keys with documentation, default and current value as a properties file, and "
                    + "do nothing else.")
    private boolean printConfig;

    /** Writes to {@code console}. */
    public RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (printConfig) {
            PrintStream out = console.text();
            new PrintedConfig(out).print(configuration.keys());
            out.flush();
            return 0;
        }
        Settings settings = new Settings(configuration.keys());
        try (TokenizationService service = new TokenizationService(settings)) {
            StopOnSignal signal = StopOnSignal.install(service);
            service.start();
            boolean failed = service.awaitEnd();
            signal.awaitExitIfStopping();
            if (failed) {
                console.complain("the tokenization ended with a fault that does not pass; the log says which");
            }
            return failed ? 1 : 0;
        }
    }
}
