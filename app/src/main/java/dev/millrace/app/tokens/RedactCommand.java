package dev.millrace.app.tokens;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentForm;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.redact.IdentifierType;
import dev.millrace.tokenizer.redact.RedactedText;
import dev.millrace.tokenizer.redact.RedactionPolicy;
import dev.millrace.tokenizer.redact.Redactor;
import dev.millrace.tokenizer.redact.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
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
    private final Console console;

    @Option(
            names = "--policy",
            paramLabel = "TYPE=TREATMENT",
            description = "What becomes of identifiers of one type, such as ssn or health.plan: keep, tag, mask, "
                    + "surrogate, year (dates) or zip3 (postal codes). Again for other types.")
    private Map<String, Treatment> policy = new TreeMap<>();

    @Option(
            names = "--otherwise",
            paramLabel = "TREATMENT",
            defaultValue = "tag",
            description = "What becomes of all other types: tag (the default), mask, surrogate or keep.")
    private Treatment otherwise = Treatment.TAG;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key of surrogates: the bytes of this file, at least 16.")
    private @Nullable Path keyFile;

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
            defaultValue = "1",
            description = "Of the self-test: equal seeds make equal statements. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--statements",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Of the self-test: statements for each kind of noise, with one identifier of each type. "
                    + "Default: ${DEFAULT-VALUE}.")
    private int statements;

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
            if (statements < 1) {
                throw new UsageException("--statements must be at least 1, got " + statements);
            }
            return new RedactionMeasurement(console, input).run(seed, statements, files);
        }
        if (files.isEmpty()) {
            throw new UsageException("files must be given to be redacted, got none");
        }
        Redactor redactor = new Redactor(redactionPolicy());
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

    private RedactionPolicy redactionPolicy() {
        Map<IdentifierType, Treatment> treatments = new TreeMap<>();
        policy.forEach((name, treatment) -> treatments.put(type(name), treatment));
        try {
            return new RedactionPolicy(otherwise, treatments, key());
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private byte @Nullable [] key() {
        if (keyFile == null) {
            return null;
        }
        try {
            return Files.readAllBytes(keyFile);
        } catch (IOException e) {
            throw new CommandFailure(keyFile + " cannot be read: " + Reasons.of(e), e);
        }
    }

    private static IdentifierType type(String name) {
        List<String> known = new ArrayList<>();
        for (IdentifierType type : IdentifierType.values()) {
            if (type.key().equals(name)) {
                return type;
            }
            known.add(type.key());
        }
        throw new UsageException("--policy must be of one of " + known + ", got " + name);
    }
}
