package dev.millrace.app.tokens;

import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace encode}. */
@Command(
        name = "encode",
        header = "Print the token ids of files or lines as JSON.",
        description = {
            "",
            "Prints one JSON object per document, in order:",
            "  {\"file\":\"a.txt\",\"tokenizer\":\"o200k_base\",\"fingerprint\":\"…\",\"count\":2,\"ids\":[24912,2375]}",
            "With --lines or --jsonl each has its 'index', counted from 0 over all files, in place of 'file'.",
            "A document that cannot be read or encoded is reported on standard error, the others are printed, and "
                    + "the exit code is 1.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace encode --tokenizer o200k_base README.md",
            "  millrace encode --tokenizer ./tokenizer.json --template a.txt b.txt",
            "  millrace encode --tokenizer ./tokenizer.json --offsets a.txt",
            "  printf 'one\\ntwo\\n' | millrace encode --tokenizer cl100k_base --lines -",
            "  echo '{\"base64\":\"f0VMRg==\"}' | millrace encode --tokenizer cl100k_base --jsonl -"
        })
public final class EncodeCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description =
                    "A built-in tokenizer (see 'millrace tokenizers'), the path of a tokenizer.json, of a folder with "
                            + "one or of a rank file, hf://org/name[@revision], or an https address.")
    private String tokenizer = "";

    @Mixin
    private final EncodingFlags flags = new EncodingFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Option(
            names = "--offsets",
            description = "Print also which part of the document each id stands for: 'spans' in bytes, "
                    + "'codePointSpans' in code points, each [start,end], end not included.")
    private boolean offsets;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to encode; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public EncodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Tokenizer loaded = flags.load(tokenizer);
        DocumentInput input = new DocumentInput(console, documents.form());
        IdBuffer ids = new IdBuffer();
        DocumentInput.Consumer encode = offsets ? encodeWithSpans(loaded, ids) : encode(loaded, ids);
        input.read(files, (place, src, from, to) -> {
            encode.accept(place, src, from, to);
            JsonLines.write(console.out(), json -> {
                if (documents.areFiles()) {
                    json.writeStringField("file", place.file());
                } else {
                    json.writeNumberField("index", place.index());
                }
                json.writeStringField("tokenizer", loaded.name());
                json.writeStringField("fingerprint", loaded.fingerprint());
                json.writeNumberField("count", ids.size());
                json.writeFieldName("ids");
                ids.write(json);
                if (offsets) {
                    ids.writeSpans(json, src, from, to);
                }
            });
        });
        return input.failures() == 0 ? 0 : 1;
    }

    private DocumentInput.Consumer encode(Tokenizer loaded, IdBuffer ids) {
        Encoder encoder = Tokenizers.encoder(loaded, flags.options());
        return (place, src, from, to) -> {
            encoder.begin(src, from, to);
            ids.fill(encoder);
        };
    }

    private DocumentInput.Consumer encodeWithSpans(Tokenizer loaded, IdBuffer ids) {
        SpanEncoder encoder = Tokenizers.spanEncoder(loaded, flags.options());
        return (place, src, from, to) -> {
            encoder.begin(src, from, to);
            ids.fill(encoder);
        };
    }
}
