package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.NewToken;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code millrace clinical initialization}. */
@Command(
        name = "initialization",
        header = "Print what the embeddings of the new tokens start from.",
        description = {
            "",
            "Prints a JSON object for each token that the base lacks: its id, its text, its type if it belongs to one, and "
                    + "the base's ids whose embeddings are to be averaged; none means the average of all.",
            ""
        },
        footer = {"", "Examples:", "  millrace clinical initialization --tokenizer pool > initialization.jsonl"})
public final class ClinicalInitializationCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "A pool.")
    private String tokenizer = "";

    /** Writes to {@code console}. */
    public ClinicalInitializationCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        ClinicalTokenizer pool = ClinicalTokenizers.load(tokenizer);
        List<NewToken> tokens = pool.newTokens();
        for (int i = 0; i < tokens.size(); i++) {
            NewToken token = tokens.get(i);
            int id = pool.firstNewId() + i;
            int[] base = pool.initialization(i);
            JsonLines.write(console.out(), json -> {
                json.writeNumberField("id", id);
                json.writeStringField("token", new String(token.written(), UTF_8));
                if (token.type() != null) {
                    json.writeStringField("type", token.type());
                }
                json.writeFieldName("baseIds");
                json.writeArray(base, 0, base.length);
            });
        }
        return 0;
    }
}
