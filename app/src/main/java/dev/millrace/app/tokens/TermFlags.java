package dev.millrace.app.tokens;

import dev.millrace.app.console.CommandFailure;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.clinical.ConceptSplit;
import dev.millrace.tokenizer.clinical.Term;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that hold terms out. */
final class TermFlags {
    @Option(
            names = "--hold-out",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "Hold out so many of a hundred concepts, each with all its names. Default: 0, none.")
    private int percent;

    @Option(names = "--seed", paramLabel = "N", description = "What draws the concepts to hold out. Default: 1.")
    private @Nullable Long seed;

    /** Whether concepts are held out. */
    boolean holdsOut() {
        return percent > 0;
    }

    /** The terms of all files, split. */
    ConceptSplit split(List<String> files) {
        if (percent < 0 || percent > 99) {
            throw new UsageException("--hold-out must be from 0 to 99, got " + percent);
        }
        UsageException.requireCompanion("--seed", "--hold-out", percent > 0 || seed == null);
        List<Term> terms = new ArrayList<>();
        for (String file : files) {
            try {
                terms.addAll(Term.read(Path.of(file)));
            } catch (IOException e) {
                throw new CommandFailure("cannot read the terms of " + file + ": " + Reasons.of(e), e);
            }
        }
        return ConceptSplit.of(terms, percent, seed == null ? 1 : seed);
    }
}
