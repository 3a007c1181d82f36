package dev.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.app.Cli.Result;
import dev.millrace.app.console.Console;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandLineTest {
    private static final Path PAGE = Path.of("..", "docs", "cli.md");

    private static List<CommandLine> commands() {
        Console console = new Console(
                InputStream.nullInputStream(),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, UTF_8),
                false);
        List<CommandLine> commands = new ArrayList<>();
        collect(new MillraceCommand(console).commandLine(), commands);
        return commands;
    }

    private static void collect(CommandLine command, List<CommandLine> into) {
        into.add(command);
        command.getSubcommands().values().forEach(sub -> {
            if (!(sub.getCommand() instanceof CommandLine.HelpCommand)) {
                collect(sub, into);
            }
        });
    }

    @Test
    void thePageOfTheCommandLineIsTheHelpOfTheCommands() throws IOException {
        StringBuilder page =
                new StringBuilder("# The command line\n\nMade from `--help` of each command; `mvn test -pl "
                        + "app -am -Dmillrace.docs.update=true` writes it anew.\n");
        for (CommandLine command : commands()) {
            String name = command.getCommandSpec().qualifiedName();
            page.append("\n## ").append(name).append("\n\n```\n");
            page.append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).strip())
                    .append("\n```\n");
        }
        if (Boolean.getBoolean("millrace.docs.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page.toString());
    }

    @Test
    void everyCommandHasAHeaderAndEveryOptionADescription() {
        for (CommandLine command : commands()) {
            CommandSpec spec = command.getCommandSpec();
            assertThat(spec.usageMessage().header()).as(spec.qualifiedName()).isNotEmpty();
            assertThat(spec.usageMessage().footer()).as(spec.qualifiedName()).isNotEmpty();
            spec.options()
                    .forEach(option -> assertThat(option.description())
                            .as("%s %s", spec.qualifiedName(), option.longestName())
                            .isNotEmpty());
            spec.positionalParameters()
                    .forEach(parameter -> assertThat(parameter.description())
                            .as("%s %s", spec.qualifiedName(), parameter.paramLabel())
                            .isNotEmpty());
        }
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        Result help = Cli.run("--help");
        Result version = Cli.run("encode", "--version");

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("demo", "run", "encode", "Exit codes:");
        assertThat(help.err()).isEmpty();
        assertThat(version.code()).isZero();
        assertThat(version.out()).matches("millrace \\d\\S+ \\(Kafka \\d\\S+, Java \\d+\\)\n");
    }

    @Test
    void noCommandAndAnUnknownCommandAreBadUsage() {
        assertThat(Cli.run().code()).isEqualTo(2);
        assertThat(Cli.run().err()).contains("Usage: millrace");
        assertThat(Cli.run("tokenise").code()).isEqualTo(2);
        assertThat(Cli.run("tokenise").err()).contains("'tokenise'");
        assertThat(Cli.run("rejected").code()).isEqualTo(2);
        assertThat(Cli.run("rejected").err()).contains("list", "show", "replay");
    }

    @Test
    void stackTracesShowOnlyWhenAskedFor() {
        assertThat(Cli.run("encode", "-t", "nonsense", "-").err()).hasLineCount(1);
        assertThat(Cli.run("encode", "-t", "nonsense", "--verbose", "-").err())
                .contains("TokenizerLoadException")
                .contains("\tat ");
    }

    @Test
    void aReaderThatHasHadEnoughIsNoErrorMessage() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(InputStream.nullInputStream(), closed, new PrintStream(err, true, UTF_8), false);

        assertThat(MillraceCommand.run(console, "encode", "-t", "gpt2", "-")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void aFullDiskIsSaidOnce() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream("1 2 3\n".getBytes(UTF_8)),
                new BufferedOutputStream(full),
                new PrintStream(err, true, UTF_8),
                false);

        assertThat(MillraceCommand.run(console, "decode", "-t", "gpt2", "-")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("writing failed: No space left on device")
                .hasLineCount(1);
    }

    @Test
    void commandsForAClusterNameTheKeyThatIsMissing() {
        for (String[] command : new String[][] {{"topics"}, {"produce", "."}, {"rejected", "list"}}) {
            Result result = Cli.run(command);

            assertThat(result.code()).as("%s", result).isEqualTo(2);
            assertThat(result.err()).contains("bootstrap.servers");
        }
    }
}
