package dev.millrace.app.tokens;

import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.app.input.DocumentInput.Place;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Redactor;
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
            "  millrace encode --tokenizer o200k_base --redact --policy date=year note.txt",
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

    @Option(
            names = "--redact",
            description = "Take structured identifiers out of each document first, as 'millrace redact' does and the "
                    + "stream with millrace.redaction.topics; offsets are those of the redacted document.")
    private boolean redact;

    @Mixin
    private final RedactionFlags redaction = new RedactionFlags();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to encode; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public EncodeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        UsageException.requireCompanion(
                "--policy, --otherwise and --key-file", "--redact", redact || !redaction.isGiven());
        RedactionPolicy policy = redact ? redaction.policy() : null;
        Tokenizer loaded = flags.load(tokenizer);
        DocumentInput input = new DocumentInput(console, documents.form());
        IdBuffer ids = new IdBuffer();
        DocumentInput.Consumer print = (place, src, from, to) -> print(loaded, ids, place, src, from, to);
        input.read(
                files,
                policy != null
                        ? encodeRedacted(loaded, ids, policy, print)
                        : offsets ? encodeWithSpans(loaded, ids, print) : encode(loaded, ids, print));
        return input.failures() == 0 ? 0 : 1;
    }

    private void print(Tokenizer loaded, IdBuffer ids, Place place, byte[] src, int from, int to) throws IOException {
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
    }

    private DocumentInput.Consumer encode(Tokenizer loaded, IdBuffer ids, DocumentInput.Consumer then) {
        Encoder encoder = Tokenizers.encoder(loaded, flags.options());
        return (place, src, from, to) -> {
            encoder.begin(src, from, to);
            ids.fill(encoder);
            then.accept(place, src, from, to);
        };
    }

    private DocumentInput.Consumer encodeRedacted(
            Tokenizer loaded, IdBuffer ids, RedactionPolicy policy, DocumentInput.Consumer then) {
        Redactor redactor = new Redactor(policy);
        RedactingEncoder encoder = new RedactingEncoder(loaded, flags.options(), policy, offsets);
        return (place, src, from, to) -> {
            RedactedText text = redactor.redact(src, from, to);
            ids.fill(encoder.encode(text));
            then.accept(place, text.buffer(), text.from(), text.to());
        };
    }

    private DocumentInput.Consumer encodeWithSpans(Tokenizer loaded, IdBuffer ids, DocumentInput.Consumer then) {
        SpanEncoder encoder = Tokenizers.spanEncoder(loaded, flags.options());
        return (place, src, from, to) -> {
            encoder.begin(src, from, to);
            ids.fill(encoder);
            then.accept(place, src, from, to);
        };
    }
}
