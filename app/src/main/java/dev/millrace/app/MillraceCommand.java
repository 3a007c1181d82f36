package dev.millrace.app;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.Logging;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.demo.DemoCommand;
import dev.millrace.app.kafka.ProduceCommand;
import dev.millrace.app.kafka.RejectedCommand;
import dev.millrace.app.kafka.RejectedListCommand;
import dev.millrace.app.kafka.RejectedReplayCommand;
import dev.millrace.app.kafka.RejectedShowCommand;
import dev.millrace.app.kafka.TopicsCommand;
import dev.millrace.app.run.RunCommand;
import dev.millrace.app.tokens.ClinicalCommand;
import dev.millrace.app.tokens.ClinicalEvaluateCommand;
import dev.millrace.app.tokens.ClinicalExplainCommand;
import dev.millrace.app.tokens.ClinicalInitializationCommand;
import dev.millrace.app.tokens.ClinicalTrainCommand;
import dev.millrace.app.tokens.CountCommand;
import dev.millrace.app.tokens.DecodeCommand;
import dev.millrace.app.tokens.EncodeCommand;
import dev.millrace.app.tokens.GpuCommand;
import dev.millrace.app.tokens.InspectCommand;
import dev.millrace.app.tokens.MergesCommand;
import dev.millrace.app.tokens.RedactCommand;
import dev.millrace.app.tokens.TokenizersCommand;
import dev.millrace.app.tokens.TrainCommand;
import dev.millrace.app.tokens.VerifyCommand;
import dev.millrace.serdes.RegistryException;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The root of the command line. */
@Command(
        name = "millrace",
        header = "Documents in, token ids out, exactly once: streaming tokenization for Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        synopsisHeading = "%nUsage: ",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "Options:%n",
        parameterListHeading = "Arguments:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:bad usage"},
        footer = {"", "Start with 'millrace demo'. Help on a command: 'millrace COMMAND --help'."})
public final class MillraceCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Log what happens inside, and print stack traces of errors.")
    private boolean verbose;

    MillraceCommand(Console console) {
        this.console = console;
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(run(Console.ofProcess(), args));
    }

    /** Runs one command line and returns its exit code: 0 done, 1 failed, 2 bad usage. */
    public static int run(Console console, String... args) {
        MillraceCommand root = new MillraceCommand(console);
        try {
            int code = root.commandLine().execute(args);
            return root.flush(code);
        } catch (OutOfMemoryError e) {
            console.complain("the heap of " + Amounts.bytes(Runtime.getRuntime().maxMemory())
                    + " was too small; allow more, for example with MILLRACE_OPTS=-Xmx8g");
            return 1;
        }
    }

    /** Writes what is still to be written; where the command has failed already, it said so. */
    private int flush(int code) {
        try {
            console.out().flush();
            return code;
        } catch (IOException e) {
            return code == 0 ? fail(e) : code;
        }
    }

    CommandLine commandLine() {
        CommandLine line = new CommandLine(this)
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new RunCommand(console))
                .addSubcommand(new EncodeCommand(console))
                .addSubcommand(new DecodeCommand(console))
                .addSubcommand(new CountCommand(console))
                .addSubcommand(new RedactCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new MergesCommand(console))
                .addSubcommand(new TokenizersCommand(console))
                .addSubcommand(new TrainCommand(console))
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new CommandLine(new ClinicalCommand())
                        .addSubcommand(new ClinicalTrainCommand(console))
                        .addSubcommand(new ClinicalEvaluateCommand(console))
                        .addSubcommand(new ClinicalExplainCommand(console))
                        .addSubcommand(new ClinicalInitializationCommand(console)))
                .addSubcommand(new GpuCommand(console))
                .addSubcommand(new TopicsCommand(console))
                .addSubcommand(new ProduceCommand(console))
                .addSubcommand(new CommandLine(new RejectedCommand())
                        .addSubcommand(new RejectedListCommand(console))
                        .addSubcommand(new RejectedShowCommand(console))
                        .addSubcommand(new RejectedReplayCommand(console)))
                .addSubcommand(new CommandLine.HelpCommand());
        PrintWriter err = new PrintWriter(console.err(), true, StandardCharsets.UTF_8);
        return line.setOut(new PrintWriter(new OutputStreamWriter(console.out(), StandardCharsets.UTF_8)))
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler((e, unused) -> badUsage(e))
                .setExecutionStrategy(this::execute)
                .setExecutionExceptionHandler((e, failed, unused) -> fail(e));
    }

    private int badUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        console.complain(Reasons.of(e));
        if (command.getCommand() instanceof Callable) {
            console.say("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        } else { // It only holds commands: say which.
            command.usage(console.err());
        }
        return 2;
    }

    private int execute(ParseResult parsed) {
        ParseResult leaf = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        Object command = leaf.commandSpec().userObject();
        if (command instanceof RunCommand) {
            Logging.forService(verbose);
        } else if (!(command instanceof DemoCommand)) { // which logs to a file of its own
            Logging.forCommand(verbose);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    @Override
    public Integer call() {
        commandLine().usage(console.err());
        return 2;
    }

    private int fail(Throwable thrown) {
        Throwable failure = rootOfWrappers(thrown);
        if (verbose) {
            failure.printStackTrace(console.err());
        }
        if (failure instanceof UsageException) {
            console.complain(Reasons.of(failure));
            return 2;
        }
        if (failure instanceof IOException && Reasons.of(failure).contains("Broken pipe")) {
            return 1; // Whoever read our output has had enough.
        }
        if (failure instanceof FileSystemException file && file.getFile() != null) {
            console.complain(file.getFile() + ": " + Reasons.of(failure));
            return 1;
        }
        boolean expected = failure instanceof CommandFailure
                || failure instanceof TokenizerLoadException
                || failure instanceof RegistryException;
        String kind = expected
                ? ""
                : failure.getClass() == IOException.class
                        ? "reading or writing failed: "
                        : failure.getClass().getSimpleName() + ": ";
        String hint = expected || verbose ? "" : " (--verbose shows where)";
        console.complain(kind + Reasons.of(failure) + hint);
        return 1;
    }

    private static Throwable rootOfWrappers(Throwable thrown) {
        Throwable failure = thrown;
        while ((failure instanceof UncheckedIOException || failure instanceof ExecutionException)
                && failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }
}
