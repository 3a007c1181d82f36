package dev.millrace.app.tokens;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.JsonLines;
import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.ConceptSplit;
import dev.millrace.tokenizer.clinical.PoolOptions;
import dev.millrace.tokenizer.clinical.PoolTrainer;
import dev.millrace.tokenizer.clinical.Surprise;
import dev.millrace.tokenizer.clinical.TermType;
import dev.millrace.tokenizer.vocab.Fingerprint;
import dev.millrace.tokenizer.vocab.PoolFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace clinical train}. */
@Command(
        name = "train",
        header = "Learn a pool from lists of terms.",
        description = {
            "",
            "Each line of a FILE is a term: its text, a tab, its type, and if you like a tab and its concept, which all "
                    + "names of one thing have in common. Writes FOLDER/millrace.json, beside it a copy of a base that is "
                    + "a file, and prints a JSON object about it. The same terms give the same bytes.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace clinical train --base r50k_base --out pool phenotypes.tsv diseases.tsv",
            "  millrace clinical train --base bert/tokenizer.json --theta 0.05 --out pool drugs.tsv",
            "  millrace clinical train --base r50k_base --extend pool --out larger drugs.tsv"
        })
public final class ClinicalTrainCommand implements Callable<Integer> {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    private final Console console;

    @Option(
            names = {"-o", "--out"},
            required = true,
            paramLabel = "FOLDER",
            description = "Where the files go; created if it is not there.")
    private Path folder = Path.of("");

    @Option(
            names = "--base",
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "The tokenizer to extend: byte-level BPE or WordPiece.")
    private String base = "";

    @Option(
            names = "--tokens-per-type",
            paramLabel = "N",
            defaultValue = "4000",
            description = "How many tokens each type learns, at most. Default: ${DEFAULT-VALUE}.")
    private int tokensPerType = 4000;

    @Option(
            names = "--min-frequency",
            paramLabel = "N",
            defaultValue = "2",
            description = "A pair must occur this often in a type's terms to be merged. Default: ${DEFAULT-VALUE}.")
    private long minFrequency = 2;

    @Option(
            names = "--case-variants",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Learn each term in lower case, with capitals and all in capitals as well, the default; with "
                    + "--no-case-variants only as it is.")
    private boolean caseVariants = true;

    @Option(
            names = "--surprise",
            paramLabel = "total|mean|raw",
            defaultValue = "total",
            description =
                    "What is least for the tokens that a word gets: the sum of -log2 p (the default), its mean, or "
                            + "the sum of -p log2 p.")
    private Surprise surprise = Surprise.TOTAL;

    @Option(
            names = "--theta",
            paramLabel = "X",
            defaultValue = "0",
            description = "A sentence keeps the pool's tokens if they are at most (1 + X) times the base's in number. "
                    + "Default: ${DEFAULT-VALUE}.")
    private BigDecimal theta = BigDecimal.ZERO;

    @Option(
            names = "--ids-per-type",
            description = "A token that several types learn gets an id for each, not one for all.")
    private boolean idsPerType;

    @Option(
            names = "--extend",
            paramLabel = "NAME_OR_PATH",
            description =
                    "A pool whose new tokens keep their ids, and whose types stay where no term of them is given.")
    private @Nullable String earlier;

    @Mixin
    private final TermFlags flags = new TermFlags();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Lists of terms.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public ClinicalTrainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (folder.endsWith("tokenizer.json")) {
            throw new UsageException("a tokenizer.json cannot express a clinical pool, so --out must be a folder for a "
                    + PoolFiles.MILLRACE_JSON + ", got " + folder);
        }
        PoolTrainer.Settings settings = settings();
        Tokenizer loaded = Tokenizers.load(base);
        ClinicalTokenizer extended = earlier == null ? null : ClinicalTokenizers.load("--extend", earlier);
        PoolTrainer trainer = new PoolTrainer(loaded, settings);
        ConceptSplit terms = flags.split(files);
        if (terms.learnt().isEmpty()) {
            throw new CommandFailure("files must have terms to learn from, but have none; nothing was written");
        }
        terms.learnt().forEach(trainer::add);
        WrittenFile.prepare(folder);
        PoolFiles.BaseReference reference = reference();
        ClinicalTokenizer pool = train(trainer, extended);
        Path file = folder.resolve(PoolFiles.MILLRACE_JSON);
        WrittenFile.write(file, out -> PoolFiles.write(pool, reference, out));
        print(file, terms);
        return 0;
    }

    private PoolTrainer.Settings settings() {
        try {
            if (theta.signum() < 0) {
                throw new UsageException("--theta must be at least 0, got " + theta);
            }
            int tolerance = theta.multiply(MILLION).intValueExact();
            return new PoolTrainer.Settings(
                    tokensPerType, minFrequency, caseVariants, new PoolOptions(surprise, tolerance, idsPerType));
        } catch (ArithmeticException e) {
            throw new UsageException("--theta must be less than 2,000 and have at most six decimals, got " + theta);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static ClinicalTokenizer train(PoolTrainer trainer, @Nullable ClinicalTokenizer extended) {
        try {
            return trainer.train("pool", extended);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** A base that is a file goes into the folder, so that the pool is complete by itself. */
    private PoolFiles.BaseReference reference() throws IOException {
        if (TokenizerRegistry.builtInNames().contains(base)) {
            return new PoolFiles.BaseReference(base, null);
        }
        Path file = TokenizerRegistry.file(base);
        file = Files.isDirectory(file) ? file.resolve("tokenizer.json") : file;
        byte[] content = Files.readAllBytes(file);
        String ending =
                String.valueOf(file.getFileName()).endsWith(".tiktoken") ? file.getFileName() + "" : "base.json";
        WrittenFile.write(folder.resolve(ending), out -> out.write(content));
        return new PoolFiles.BaseReference(ending, Fingerprint.sha256(content));
    }

    /** Loads what was written, which also shows that it can be. */
    private void print(Path file, ConceptSplit terms) throws IOException {
        ClinicalTokenizer pool = ClinicalTokenizers.load(file.toString());
        JsonLines.write(console.out(), json -> {
            json.writeStringField("file", file.toString());
            json.writeNumberField("terms", terms.learnt().size());
            json.writeNumberField("heldOut", terms.heldOut().size());
            json.writeNumberField("firstNewId", pool.firstNewId());
            json.writeNumberField("vocabularySize", pool.vocabularySize());
            json.writeObjectFieldStart("types");
            for (TermType type : pool.types()) {
                json.writeNumberField(type.name(), type.tokens().size());
            }
            json.writeEndObject();
            json.writeStringField("fingerprint", pool.fingerprint());
        });
    }
}
