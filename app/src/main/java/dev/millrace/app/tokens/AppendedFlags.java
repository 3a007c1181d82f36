package dev.millrace.app.tokens;

import dev.millrace.app.console.Reasons;
import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.train.Appended;
import dev.millrace.tokenizer.train.CustomTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code millrace train} after KL3M: tokens that follow those learnt, and the normalizer they need. */
final class AppendedFlags {
    @Option(
            names = "--generate",
            paramLabel = "LIST",
            split = ",",
            description = "Append lists of tokens that are found in text before it is cut: enumerations, html, json, "
                    + "markdown, numbers[:FROM-TO], whitespace, xml, years[:FROM-TO].")
    private List<String> lists = List.of();

    @Option(
            names = "--citations",
            paramLabel = "FILE",
            description = "Append the parts of the abbreviations in FILE, one a line: reporters, journals, statutes.")
    private @Nullable Path citations;

    @Option(
            names = "--power-of-two",
            description = "Append runs of spaces and line feeds until the number of tokens is a power of two.")
    private boolean powerOfTwo;

    @Option(names = "--nfkc", description = "Put text into Unicode's form NFKC first.")
    private boolean nfkc;

    /**
     * What to append.
     *
     * @throws UsageException if the file of citations cannot be read
     * @throws IllegalArgumentException if there is no such list
     */
    Appended tokens() {
        List<String> tokens = new ArrayList<>();
        lists.forEach(list -> tokens.addAll(CustomTokens.named(list)));
        if (citations != null) {
            try {
                tokens.addAll(CustomTokens.citations(Files.readAllLines(citations)));
            } catch (IOException e) {
                throw new UsageException(
                        "--citations must name a text file, but " + citations + " cannot be read: " + Reasons.of(e));
            }
        }
        return new Appended(tokens, powerOfTwo);
    }

    boolean nfkc() {
        return nfkc;
    }
}
