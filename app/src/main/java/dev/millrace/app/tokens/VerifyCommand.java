package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.Progress;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.app.input.DocumentInput.Place;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.verify.Reference;
import dev.millrace.tokenizer.verify.Verification.Difference;
import dev.millrace.tokenizer.vocab.BuiltInVocabulary;
import dev.millrace.tokenizer.vocab.TokenizerFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace verify}. */
@Command(
        name = "verify",
        header = "Check that ids are those of the reference library, on your own documents.",
        description = {
            "",
            "Encodes each document with Millrace and with the reference library and compares all ids. Prints how many "
                    + "documents and bytes were compared and how many documents differ; of the first one that does, "
                    + "where, and the ids and pieces of both sides from there on.",
            "  hf        the Hugging Face library (DJL's build of it) on the same tokenizer.json, with truncation",
            "            and padding off",
            "  tiktoken  tiktoken's algorithm and ranks as jtokkit has them, for the built-in encodings and rank",
            "            files; without special tokens, and below Java 24 without characters since Unicode 14",
            "Ill-formed UTF-8 is replaced by U+FFFD for both sides, since references take text; a tokenizer of "
                    + "binaries gets the bytes, and its reference the same bytes as Latin-1.",
            "The exit code is 0 if all ids are equal, and 1 if a document differs or cannot be read.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace verify --tokenizer ./tokenizer.json --special --template src/*.java",
            "  millrace verify --tokenizer o200k_base --jsonl documents.jsonl",
            "  zcat corpus.jsonl.gz | millrace verify --tokenizer hf://org/name --against hf --jsonl -"
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Console console;

    /** The libraries to compare with. */
    enum Library {
        HF,
        TIKTOKEN
    }

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "The tokenizer to check, as for 'millrace encode'.")
    private String tokenizer = "";

    @Option(
            names = "--against",
            paramLabel = "hf|tiktoken",
            description = "The reference library. Default: tiktoken for the built-in encodings and rank files, hf for "
                    + "each tokenizer.json.")
    private @Nullable Library against;

    @Mixin
    private final TokenFlags flags = new TokenFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Documents that are compared at a time. Default: one per processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean asJson;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "What to compare; - is standard input.")
    private List<String> files = List.of();

    private long started;

    /** Reads from and writes to {@code console}. */
    public VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, ExecutionException, InterruptedException {
        Threads.check(threads);
        Library library = against != null ? against : hasFile() ? Library.HF : Library.TIKTOKEN;
        refuse(library);
        Path file = library == Library.HF ? file() : null;
        Tokenizer loaded = Tokenizers.load(tokenizer);
        EncodingOptions options = flags.options();
        Reference reference = file == null ? Reference.tiktoken(loaded.name()) : Reference.huggingFace(file, options);
        DocumentInput input = new DocumentInput(console, documents.form());
        long total = documents.areFiles() ? bytesOfFiles() : 0;
        started = System.nanoTime();
        try (VerificationRun run = new VerificationRun(loaded, options, reference, threads);
                Progress progress = new Progress(console, "comparing")) {
            input.read(files, (place, src, from, to) -> {
                add(run, place, src, from, to);
                progress.update(run.bytes(), total, detail(run));
            });
            run.finish();
            progress.clear();
            report(loaded, reference, run);
            return run.differing() == 0 && input.failures() == 0 ? 0 : 1;
        }
    }

    /** Whether the tokenizer is a {@code tokenizer.json}. */
    private boolean hasFile() {
        boolean ranks = Tokenizers.builtIn().contains(tokenizer) && BuiltInVocabulary.of(tokenizer) == null;
        return !ranks && !tokenizer.endsWith(".tiktoken");
    }

    private Path file() {
        try {
            return TokenizerFiles.forLibrary(tokenizer);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(Library library) {
        if (library == Library.HF && !hasFile()) {
            throw new UsageException(
                    "--against hf must have a tokenizer.json, which " + tokenizer + " is not; see --against tiktoken");
        }
        if (library == Library.TIKTOKEN && hasFile()) {
            throw new UsageException("--against tiktoken must have a built-in encoding or a rank file, which "
                    + tokenizer + " is not; see --against hf");
        }
        if (library == Library.TIKTOKEN && flags.special()) {
            throw new UsageException(
                    "--special must go with --against hf: jtokkit takes the text of special tokens for text");
        }
    }

    private static void add(VerificationRun run, Place place, byte[] src, int from, int to) {
        try {
            run.add(place, src, from, to);
        } catch (ExecutionException e) {
            throw new CommandFailure("comparing " + place + " or a document before it ended in " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("comparing was interrupted at " + place, e);
        }
    }

    /** 0 if it is not known. */
    private long bytesOfFiles() {
        long bytes = 0;
        for (String file : files) {
            try {
                bytes += Files.size(Path.of(file));
            } catch (IOException | InvalidPathException e) { // whoever reads it will say so
                return 0;
            }
        }
        return bytes;
    }

    private String detail(VerificationRun run) {
        double seconds = (System.nanoTime() - started) / 1e9;
        return Amounts.count(run.documents()) + " documents  " + Amounts.bytes(run.bytes()) + "  "
                + Amounts.bytes((long) (run.bytes() / seconds)) + "/s  " + Amounts.count(run.differing()) + " differ";
    }

    private void report(Tokenizer loaded, Reference reference, VerificationRun run) throws IOException {
        if (asJson) {
            JsonLines.write(console.out(), json -> write(json, loaded, reference, run));
            return;
        }
        PrintStream out = console.text();
        out.printf(
                "%s against %s: %s documents, %s bytes, %s ids, %s differ%n",
                loaded.name(),
                reference.name(),
                Amounts.count(run.documents()),
                Amounts.count(run.bytes()),
                Amounts.count(run.tokens()),
                run.differing() == 0 ? "none" : Amounts.count(run.differing()));
        if (!loaded.engine().equals("native")) {
            out.printf("%s has no native form: both sides are the library%n", loaded.name());
        }
        Difference first = run.first();
        if (first != null) {
            out.printf("first in %s: from token %,d, byte %,d%n", run.place(), first.token(), first.offset());
            out.println("  expected " + side(first.expected(), first.expectedPieces()));
            out.println("  got      " + side(first.actual(), first.actualPieces()));
        }
        out.flush();
    }

    /** Ids and pieces; control characters are escaped, so that they do nothing to a terminal. */
    private static String side(int[] ids, List<String> pieces) {
        List<String> quoted = new ArrayList<>();
        for (String piece : pieces) {
            quoted.add('"' + new String(JsonStringEncoder.getInstance().quoteAsString(piece)) + '"');
        }
        return Arrays.toString(ids) + " " + quoted;
    }

    private static void write(JsonGenerator json, Tokenizer loaded, Reference reference, VerificationRun run)
            throws IOException {
        json.writeStringField("tokenizer", loaded.name());
        json.writeStringField("fingerprint", loaded.fingerprint());
        json.writeStringField("engine", loaded.engine());
        json.writeStringField("reference", reference.name());
        json.writeNumberField("documents", run.documents());
        json.writeNumberField("bytes", run.bytes());
        json.writeNumberField("ids", run.tokens());
        json.writeNumberField("differing", run.differing());
        Place place = run.place();
        Difference first = run.first();
        if (place != null && first != null) {
            json.writeObjectFieldStart("first");
            json.writeStringField("file", place.file());
            json.writeNumberField("line", place.line());
            json.writeNumberField("index", place.index());
            json.writeNumberField("token", first.token());
            json.writeNumberField("byte", first.offset());
            side(json, "expected", first.expected(), first.expectedPieces());
            side(json, "actual", first.actual(), first.actualPieces());
            json.writeEndObject();
        }
    }

    private static void side(JsonGenerator json, String name, int[] ids, List<String> pieces) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeFieldName("ids");
        json.writeArray(ids, 0, ids.length);
        json.writeArrayFieldStart("pieces");
        for (String piece : pieces) {
            json.writeString(piece);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
