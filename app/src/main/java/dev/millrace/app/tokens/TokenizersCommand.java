package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.TextTable;
import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace tokenizers}. */
@Command(
        name = "tokenizers",
        header = "List tokenizers with their fingerprints.",
        description = {
            "",
            "Loads the built-in tokenizers, or those given, and prints what identifies them. Equal fingerprints give "
                    + "equal ids on every machine and backend.",
            ""
        },
        footer = {"", "Examples:", "  millrace tokenizers", "  millrace tokenizers ./tokenizer.json --json"})
public final class TokenizersCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print a JSON object per tokenizer instead of the table.")
    private boolean asJson;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME_OR_PATH",
            description = "Tokenizers to describe; all built-in ones if none is given.")
    private List<String> tokenizers = List.of();

    /** Writes to {@code console}. */
    public TokenizersCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        List<Tokenizer> loaded = new ArrayList<>();
        List<String> wanted = tokenizers.isEmpty() ? Tokenizers.builtIn() : tokenizers;
        for (String name : wanted) {
            try {
                loaded.add(Tokenizers.load(name));
            } catch (TokenizerLoadException e) {
                console.complain(String.valueOf(e.getMessage()));
            }
        }
        if (asJson) {
            printJson(loaded);
        } else if (!loaded.isEmpty()) {
            printTable(loaded);
        }
        return loaded.size() == wanted.size() ? 0 : 1;
    }

    private void printJson(List<Tokenizer> loaded) throws IOException {
        for (Tokenizer tokenizer : loaded) {
            JsonLines.write(console.out(), json -> {
                json.writeStringField("name", tokenizer.name());
                json.writeNumberField("vocabularySize", tokenizer.vocabularySize());
                json.writeStringField("idWidth", width(tokenizer));
                json.writeStringField("input", tokenizer.takesBytes() ? "bytes" : "text");
                if (tokenizer.byteSpelling() != null) {
                    json.writeStringField("byteSpelling", String.valueOf(tokenizer.byteSpelling()));
                }
                json.writeStringField("fingerprint", tokenizer.fingerprint());
            });
        }
    }

    private void printTable(List<Tokenizer> loaded) {
        TextTable table = new TextTable("name", ">vocabulary", "ids", "input", "fingerprint");
        for (Tokenizer tokenizer : loaded) {
            table.add(
                    tokenizer.name(),
                    Amounts.count(tokenizer.vocabularySize()),
                    width(tokenizer),
                    input(tokenizer),
                    tokenizer.fingerprint());
        }
        PrintStream out = console.text();
        table.print(out);
        out.flush();
    }

    private static String width(Tokenizer tokenizer) {
        return tokenizer.idWidth().name().toLowerCase(Locale.ROOT);
    }

    private static String input(Tokenizer tokenizer) {
        ByteSpelling spelling = tokenizer.byteSpelling();
        return spelling == null ? "text" : "bytes (" + spelling + ")";
    }
}
