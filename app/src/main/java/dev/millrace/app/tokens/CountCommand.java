package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace count}. */
@Command(
        name = "count",
        header = "Count tokens, with several tokenizers side by side.",
        description = {
            "",
            "Prints a table with one row per file, a column per tokenizer and, for more than one file, the total. "
                    + "Ids are counted, not kept.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace count README.md",
            "  millrace count --tokenizer cl100k_base --tokenizer ./tokenizer.json src/*.java",
            "  millrace count --jsonl --json documents.jsonl | jq .tokens"
        })
public final class CountCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            paramLabel = "NAME_OR_PATH",
            split = ",",
            defaultValue = "cl100k_base,o200k_base",
            description =
                    "A tokenizer, as for 'millrace encode'; repeat it to compare. " + "Default: ${DEFAULT-VALUE}.")
    private List<String> tokenizers = List.of();

    @Mixin
    private final EncodingFlags flags = new EncodingFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Option(
            names = "--json",
            description = "Print a JSON object per file instead: file, documents, bytes, tokens by tokenizer.")
    private boolean asJson;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to count; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public CountCommand(Console console) {
        this.console = console;
    }

    /** What was counted in one file. */
    private static final class Counts {
        private final long[] tokens;
        private long documents;
        private long bytes;

        Counts(int tokenizers) {
            tokens = new long[tokenizers];
        }

        void add(Counts other) {
            documents += other.documents;
            bytes += other.bytes;
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] += other.tokens[i];
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Tokenizer> loaded = new ArrayList<>();
        List<Encoder> encoders = new ArrayList<>();
        for (String tokenizer : tokenizers) {
            loaded.add(flags.load(tokenizer));
            encoders.add(Tokenizers.encoder(loaded.get(loaded.size() - 1), flags.options()));
        }
        DocumentInput input = new DocumentInput(console, documents.form());
        Map<String, Counts> counts = new LinkedHashMap<>();
        input.read(files, (place, src, from, to) -> {
            Counts one = new Counts(encoders.size());
            one.documents = 1;
            one.bytes = (long) to - from;
            for (int i = 0; i < one.tokens.length; i++) {
                one.tokens[i] = encoders.get(i).count(src, from, to);
            }
            counts.computeIfAbsent(place.file(), file -> new Counts(encoders.size()))
                    .add(one);
        });
        if (asJson) {
            printJson(loaded, counts);
        } else {
            printTable(loaded, counts);
        }
        return input.failures() == 0 ? 0 : 1;
    }

    private void printJson(List<Tokenizer> loaded, Map<String, Counts> counts) throws IOException {
        for (Map.Entry<String, Counts> entry : counts.entrySet()) {
            JsonLines.write(console.out(), json -> {
                json.writeStringField("file", entry.getKey());
                json.writeNumberField("documents", entry.getValue().documents);
                json.writeNumberField("bytes", entry.getValue().bytes);
                json.writeObjectFieldStart("tokens");
                for (int i = 0; i < loaded.size(); i++) {
                    json.writeNumberField(loaded.get(i).name(), entry.getValue().tokens[i]);
                }
                json.writeEndObject();
            });
        }
    }

    private void printTable(List<Tokenizer> loaded, Map<String, Counts> counts) throws IOException {
        List<String> headings = new ArrayList<>(List.of("file", ">documents", ">bytes"));
        for (Tokenizer tokenizer : loaded) {
            headings.add(">" + tokenizer.name());
            headings.add(">bytes/token");
        }
        TextTable table = new TextTable(headings.toArray(String[]::new));
        Counts total = new Counts(loaded.size());
        counts.forEach((file, count) -> {
            total.add(count);
            table.add(row(file, count));
        });
        if (counts.size() > 1) {
            table.add(row("total", total));
        }
        PrintStream out = console.text();
        table.print(out);
        out.flush();
    }

    private static String[] row(String file, Counts counts) {
        List<String> cells =
                new ArrayList<>(List.of(file, Amounts.count(counts.documents), Amounts.count(counts.bytes)));
        for (long tokens : counts.tokens) {
            cells.add(Amounts.count(tokens));
            cells.add(Amounts.ratio(counts.bytes, tokens));
        }
        return cells.toArray(String[]::new);
    }
}
