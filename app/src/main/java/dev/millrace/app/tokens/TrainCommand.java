package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.Progress;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.app.kafka.TopicSample;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.train.Appended;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.TieBreak;
import dev.millrace.tokenizer.train.TrainedBpe;
import dev.millrace.tokenizer.train.TrainedFiles;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace train}. */
@Command(
        name = "train",
        header = "Learn a byte-pair encoding from documents.",
        description = {
            "",
            "Writes FOLDER/tokenizer.json, which Millrace and the Hugging Face library load, and prints a JSON object "
                    + "about it. Each file is a document, or each line with --lines or --jsonl. The same documents give "
                    + "the same bytes, in any order and on any number of threads (docs/training.md).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace train --vocab-size 32000 --out law law/*.txt",
            "  millrace train --vocab-size 16384 --family 4096,8192 --bytes --max-token-length 16 --out exe /usr/bin/*",
            "  millrace train --vocab-size 20000 --superwords 15000 --jsonl --out super documents.jsonl",
            "  millrace train --vocab-size 8192 --generate years,enumerations --power-of-two --nfkc --out law law/*.txt"
        })
public final class TrainCommand implements Callable<Integer> {
    private static final String TOKENIZER_JSON = "tokenizer.json";
    private static final String MILLRACE_JSON = "millrace.json";

    private final Console console;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FOLDER",
            description = "Where the files go; created if it is not there.")
    private Path folder = Path.of("");

    @Option(
            names = "--vocab-size",
            required = true,
            paramLabel = "N",
            description = "Number of tokens: special, custom and generated ones, the 256 bytes, and what merges make.")
    private int vocabularySize;

    @Option(
            names = "--min-frequency",
            paramLabel = "N",
            defaultValue = "2",
            description = "A pair must occur this often to be merged. Default: ${DEFAULT-VALUE}.")
    private long minFrequency = 2;

    @Option(
            names = "--max-token-length",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "Longest token. Default: 0, no limit.")
    private int maxTokenLength;

    @Option(
            names = "--special",
            paramLabel = "TOKEN",
            description = "A special token; repeat it. They are the first ids.")
    private List<String> special = List.of();

    @Option(
            names = "--custom",
            paramLabel = "TOKEN",
            description =
                    "A token that is found in text before it is cut; repeat it. They come after the special ones.")
    private List<String> custom = List.of();

    @Mixin
    private final AppendedFlags appended = new AppendedFlags();

    @Mixin
    private final CutFlags cut = new CutFlags();

    @Option(
            names = "--superwords",
            paramLabel = "MERGES",
            description = "After so many merges go on across words (SuperBPE).")
    private @Nullable Integer transition;

    @Option(names = "--max-words", paramLabel = "N", description = "Most words in a token of --superwords. Default: 4.")
    private @Nullable Integer maxWords;

    @Option(
            names = "--forbid",
            paramLabel = "TEXT",
            description = "What no token of --superwords may contain; repeat it. Default: a colon and a space.")
    private List<String> forbidden = List.of();

    @Option(
            names = "--family",
            paramLabel = "N",
            split = ",",
            description = "Also write the first N tokens as FOLDER/N/tokenizer.json: nested vocabularies.")
    private List<Integer> family = List.of();

    @Option(
            names = "--tiktoken",
            description = "Also write FOLDER/ranks.tiktoken; refused where ranks would encode otherwise.")
    private boolean ranks;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads that count pieces. Default: one per processor.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Mixin
    private final TopicSample topic = new TopicSample();

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Documents; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public TrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        TrainerOptions options = options();
        checkFamily();
        checkSource();
        WrittenFile.prepare(folder);
        try (BpeTrainer trainer = new BpeTrainer(options, threads)) {
            int failures = topic.isWanted() ? readTopic(trainer) : readFiles(trainer);
            if (trainer.bytes() == 0) {
                throw new CommandFailure("documents must hold something to learn from, but all "
                        + Amounts.count(trainer.documents()) + " of them together have 0 bytes; nothing was written");
            }
            TrainedBpe trained = learn(trainer);
            write(trained, folder);
            for (int size : family) {
                write(truncated(trained, size), folder.resolve(String.valueOf(size)));
            }
            if (ranks) {
                writeRanks(trained);
            }
            print(trainer, trained);
            return failures == 0 ? 0 : 1;
        }
    }

    private int readFiles(BpeTrainer trainer) throws IOException {
        DocumentInput input = new DocumentInput(console, documents.form());
        try (Progress progress = new Progress(console, "reading")) {
            input.read(files, (place, src, from, to) -> {
                trainer.add(src, from, to);
                progress.update(
                        0, 0, Amounts.count(trainer.documents()) + " documents, " + Amounts.bytes(trainer.bytes()));
            });
        }
        return input.failures();
    }

    private int readTopic(BpeTrainer trainer) {
        topic.read(console, cut.seed()).forEach(document -> trainer.add(document, 0, document.length));
        return 0;
    }

    private TrainerOptions options() {
        try {
            TrainerOptions options = new TrainerOptions(
                    vocabularySize,
                    minFrequency,
                    maxTokenLength,
                    special,
                    custom,
                    cut.preTokenization(),
                    superwords(),
                    TieBreak.IDS,
                    cut.bytes(),
                    appended.tokens(),
                    appended.nfkc());
            if (!family.isEmpty() && !options.appended().equals(Appended.NOTHING)) {
                throw new UsageException("--family must go without --generate, --citations and --power-of-two, which"
                        + " append tokens that smaller vocabularies would give other ids");
            }
            return options;
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private TrainerOptions.@Nullable Superwords superwords() {
        if (transition == null) {
            UsageException.requireCompanion("--max-words", "--superwords", maxWords == null);
            UsageException.requireCompanion("--forbid", "--superwords", forbidden.isEmpty());
            return null;
        }
        int merges = vocabularySize - 256 - special.size() - custom.size();
        if (transition >= merges) {
            throw new UsageException("--superwords must be less than the " + merges
                    + " merges that --vocab-size leaves at most, got " + transition);
        }
        TrainerOptions.Superwords usual = TrainerOptions.Superwords.at(transition);
        return new TrainerOptions.Superwords(
                transition,
                maxWords == null ? usual.maxWords() : maxWords,
                forbidden.isEmpty() ? usual.forbidden() : forbidden);
    }

    private void checkSource() {
        if (topic.isWanted() != files.isEmpty()) {
            throw new UsageException(
                    "either files or --topic must be given, got " + (files.isEmpty() ? "neither" : "both"));
        }
        topic.check();
        if (topic.isWanted() && !documents.areFiles()) {
            throw new UsageException("--lines and --jsonl must go without --topic, whose records are documents");
        }
        cut.checkSeed(topic.isWanted());
        Threads.check(threads);
    }

    /** Says so before the documents are read, not after hours of learning. */
    private void checkFamily() {
        int least = 256 + special.size() + custom.size();
        for (int size : family) {
            if (size < least || size > vocabularySize) {
                throw new UsageException("--family must name sizes from " + least + ", the bytes and the special and "
                        + "custom tokens, to --vocab-size, " + vocabularySize + ", got " + size);
            }
        }
    }

    private TrainedBpe learn(BpeTrainer trainer) {
        try (Progress progress = new Progress(console, "learning")) {
            return trainer.train(tokens -> progress.update(tokens, vocabularySize, Amounts.count(tokens) + " tokens"));
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static TrainedBpe truncated(TrainedBpe trained, int size) {
        try {
            return trained.truncated(size);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes a tokenizer.json, or where that cannot say how texts are cut, a millrace.json; of the two one remains. */
    private void write(TrainedBpe trained, Path into) throws IOException {
        WrittenFile.prepare(into);
        String reason = TrainedFiles.inexpressible(trained);
        try {
            if (reason == null) {
                WrittenFile.write(into.resolve(TOKENIZER_JSON), out -> TrainedFiles.writeTokenizerJson(trained, out));
                Files.deleteIfExists(into.resolve(MILLRACE_JSON));
            } else {
                console.say("a tokenizer.json cannot express " + reason + "; wrote " + into.resolve(MILLRACE_JSON)
                        + ", which Millrace alone loads");
                WrittenFile.write(into.resolve(MILLRACE_JSON), out -> TrainedFiles.writeMillraceJson(trained, out));
                Files.deleteIfExists(into.resolve(TOKENIZER_JSON));
            }
        } catch (TrainedFiles.InexpressibleException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private void writeRanks(TrainedBpe trained) {
        Path file = folder.resolve("ranks.tiktoken");
        try {
            WrittenFile.write(file, out -> TrainedFiles.writeTiktoken(trained, out));
        } catch (TrainedFiles.InexpressibleException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Loads what was written, which also shows that it can be. */
    private void print(BpeTrainer trainer, TrainedBpe trained) throws IOException {
        List<Path> written = new ArrayList<>(List.of(folder));
        family.forEach(size -> written.add(folder.resolve(String.valueOf(size))));
        for (Path one : written) {
            String name = TrainedFiles.inexpressible(trained) == null ? TOKENIZER_JSON : MILLRACE_JSON;
            Tokenizer tokenizer = Tokenizers.load(one.resolve(name).toString());
            JsonLines.write(console.out(), json -> {
                json.writeStringField("file", one.resolve(name).toString());
                json.writeNumberField("documents", trainer.documents());
                json.writeNumberField("bytes", trainer.bytes());
                json.writeNumberField("vocabularySize", tokenizer.vocabularySize());
                json.writeStringField("fingerprint", tokenizer.fingerprint());
            });
        }
        int wanted = vocabularySize - trained.options().appended().tokens().size();
        if (trained.tokens().size() < wanted) {
            console.say("there were only pairs for "
                    + Amounts.count(trained.tokens().size()) + " of " + Amounts.count(wanted) + " tokens");
        }
    }
}
