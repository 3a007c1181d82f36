package dev.millrace.app.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.console.UsageException;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.ConceptSplit;
import dev.millrace.tokenizer.clinical.PoolTally;
import dev.millrace.tokenizer.clinical.Term;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace clinical evaluate}. */
@Command(
        name = "evaluate",
        header = "Measure a pool beside its base.",
        description = {
            "",
            "Prints, for documents and for terms by type: tokens per word (fertility) of base and pool, how many sentences "
                    + "have tokens of the pool, how many would but fall back to the base's, and how many words each type "
                    + "won. Give --hold-out and --seed as in training to measure with what was not learnt from.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  millrace clinical evaluate --tokenizer pool --jsonl notes.jsonl",
            "  millrace clinical evaluate --tokenizer pool --terms phenotypes.tsv --hold-out 10"
        })
public final class ClinicalEvaluateCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-t", "--tokenizer"},
            required = true,
            paramLabel = "NAME_OR_PATH",
            description = "A pool.")
    private String tokenizer = "";

    @Option(
            names = "--terms",
            paramLabel = "FILE",
            description = "A list of terms; repeat it. With --hold-out only those held out are measured.")
    private List<String> terms = List.of();

    @Mixin
    private final TermFlags flags = new TermFlags();

    @Mixin
    private final DocumentFlags documents = new DocumentFlags();

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Documents; - is standard input.")
    private List<String> files = List.of();

    /** Reads from and writes to {@code console}. */
    public ClinicalEvaluateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (terms.isEmpty() && files.isEmpty()) {
            throw new UsageException("evaluate must have --terms or documents to measure with, got neither");
        }
        UsageException.requireCompanion("--hold-out", "--terms", !terms.isEmpty() || !flags.holdsOut());
        ClinicalTokenizer pool = ClinicalTokenizers.load(tokenizer);
        Map<String, PoolTally> tallies = new LinkedHashMap<>();
        ConceptSplit split = flags.split(terms);
        for (Term term : split.heldOut().isEmpty() ? split.learnt() : split.heldOut()) {
            byte[] text = term.text().getBytes(UTF_8);
            tallies.computeIfAbsent("terms: " + term.type(), type -> pool.newTally())
                    .add(text, 0, text.length);
        }
        DocumentInput input = new DocumentInput(console, documents.form());
        if (!files.isEmpty()) {
            PoolTally tally = pool.newTally();
            tallies.put("documents", tally);
            input.read(files, (place, src, from, to) -> tally.add(src, from, to));
        }
        print(tallies);
        return input.failures() == 0 ? 0 : 1;
    }

    private void print(Map<String, PoolTally> tallies) {
        TextTable table =
                new TextTable("what", ">words", ">base", ">pool", ">change", ">sentences", ">pooled", ">fell back");
        TextTable types = new TextTable("what", "type", ">words won", ">of all", ">tokens saved");
        tallies.forEach((what, tally) -> {
            double words = Math.max(1, tally.spacedWords());
            long sentences = Math.max(1, tally.sentences());
            table.add(
                    what,
                    Amounts.count(tally.spacedWords()),
                    String.format(Locale.ROOT, "%.3f", tally.baseTokens() / words),
                    String.format(Locale.ROOT, "%.3f", tally.tokens() / words),
                    percent(tally.tokens() - tally.baseTokens(), Math.max(1, tally.baseTokens())),
                    Amounts.count(tally.sentences()),
                    percent(tally.pooledSentences(), sentences),
                    percent(tally.fallbacks(), sentences));
            tally.wordsWon()
                    .forEach((type, won) -> types.add(
                            what,
                            type,
                            Amounts.count(won),
                            percent(won, Math.max(1, tally.words())),
                            Amounts.count(tally.tokensSaved().getOrDefault(type, 0L))));
        });
        PrintStream out = console.text();
        table.print(out);
        out.println();
        types.print(out);
        out.flush();
    }

    private static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", 100.0 * part / whole);
    }
}
