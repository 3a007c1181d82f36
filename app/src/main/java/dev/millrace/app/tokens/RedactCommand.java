package dev.millrace.app.tokens;

import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentForm;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.Redactor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace redact}. */
@Command(
        name = "redact",
        header = "Take structured identifiers out of texts, or measure how many are found.",
        description = {
            "",
            "Prints each document without its identifiers: numbers, codes, addresses and dates that name a person. "
                    + "Names are not found. See docs/redaction.md for the types and what is found of each.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace redact note.txt",
            "  millrace redact --policy date=year --policy url=keep note.txt",
            "  millrace redact --otherwise surrogate --key-file key.bin note.txt",
            "  millrace redact --spans --lines notes.txt",
            "  millrace redact --self-test"
        })
public final class RedactCommand implements Callable<Integer> {
    private static final int STATEMENTS = 1_000;

    private final Console console;

    @Mixin
    private final RedactionFlags flags = new RedactionFlags();

    @Option(names = "--lines", description = "Each line is a document.")
    private boolean lines;

    @Option(
            names = "--spans",
            description = "Print a JSON object per identifier in place of the text: its type, where it is in the "
                    + "document, and where its replacement is in the redacted one, in bytes. Never its value.")
    private boolean spans;

    @Option(
            names = "--self-test",
            description = "Make statements whose identifiers are known, and print how many of each type are found. "
                    + "What is found in the given files, which should have none, is counted beside it. The exit code "
                    + "is 1 if less than 99 %% of any type are found.")
    private boolean selfTest;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the self-test: equal seeds make equal statements. Default: 1.")
    private @Nullable Long seed;

    @Option(
            names = "--statements",
            paramLabel = "N",
            description = "Of the self-test: statements for each kind of noise, with one identifier of each type. "
                    + "Default: " + STATEMENTS + ".")
    private @Nullable Integer statements;

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "What to redact; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public RedactCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        DocumentInput input = new DocumentInput(console, lines ? DocumentForm.LINES : DocumentForm.FILES);
        if (selfTest) {
            return measure(input);
        }
        UsageException.requireCompanion("--seed", "--self-test", seed == null);
        UsageException.requireCompanion("--statements", "--self-test", statements == null);
        if (files.isEmpty()) {
            throw new UsageException("files must be given to be redacted, got none");
        }
        Redactor redactor = new Redactor(flags.policy());
        input.read(files, (place, src, from, to) -> {
            RedactedText text = redactor.redact(src, from, to);
            if (spans) {
                for (int i = 0; i < text.size(); i++) {
                    printSpan(place, text, i);
                }
            } else {
                console.out().write(text.buffer(), text.from(), text.length());
                if (lines) {
                    console.out().write('\n');
                }
            }
        });
        return input.failures() == 0 ? 0 : 1;
    }

    private int measure(DocumentInput input) throws IOException {
        if (spans || flags.isGiven()) {
            throw new UsageException("--spans, --policy, --otherwise and --key-file must go without --self-test, which "
                    + "looks for all types and prints no text");
        }
        if (statements != null && statements < 1) {
            throw new UsageException("--statements must be at least 1, got " + statements);
        }
        return new RedactionMeasurement(console, input)
                .run(seed == null ? 1 : seed, statements == null ? STATEMENTS : statements, files);
    }

    private void printSpan(DocumentInput.Place place, RedactedText text, int i) throws IOException {
        JsonLines.write(console.out(), json -> {
            if (lines) {
                json.writeNumberField("index", place.index());
            } else {
                json.writeStringField("file", place.file());
            }
            json.writeStringField("type", text.type(i).name());
            json.writeNumberField("start", text.start(i));
            json.writeNumberField("end", text.end(i));
            json.writeNumberField("redactedStart", text.redactedStart(i));
            json.writeNumberField("redactedEnd", text.redactedEnd(i));
        });
    }
}
