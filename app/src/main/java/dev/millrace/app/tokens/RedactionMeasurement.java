package dev.millrace.app.tokens;

import dev.millrace.app.console.Amounts;
import dev.millrace.app.console.Console;
import dev.millrace.app.console.TextTable;
import dev.millrace.app.input.DocumentInput;
import dev.millrace.tokenizer.redact.selftest.RedactionSelfTest;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** {@code millrace redact --self-test}: runs the measurement and prints it. */
final class RedactionMeasurement {
    private static final double LEAST_RECALL = 0.99;

    private final Console console;
    private final DocumentInput input;

    RedactionMeasurement(Console console, DocumentInput input) {
        this.console = console;
        this.input = input;
    }

    /** Returns the exit code; {@code files} should have no identifiers in them. */
    int run(long seed, int statements, List<String> files) throws IOException {
        RedactionSelfTest test = new RedactionSelfTest();
        test.run(seed, statements);
        input.read(files, (place, src, from, to) -> test.countIn(src, from, to));
        PrintStream out = console.text();
        print(out, test);
        if (!files.isEmpty()) {
            printPlain(out, test);
        }
        out.flush();
        console.say("seed " + seed + ", " + Amounts.count(statements)
                + " statements for each kind of noise; mean recall " + percent(test.meanRecall()));
        boolean enough = test.byType().values().stream().allMatch(score -> score.recall() >= LEAST_RECALL);
        return enough && input.failures() == 0 ? 0 : 1;
    }

    private static void print(PrintStream out, RedactionSelfTest test) {
        TextTable types = new TextTable("type", ">identifiers", ">recall", ">exact", ">of its type", ">precision");
        test.byType()
                .forEach((type, score) -> types.add(
                        type.name(),
                        Amounts.count(score.present()),
                        percent(score.recall()),
                        percent((double) score.exact() / score.present()),
                        percent((double) score.named() / score.present()),
                        percent(score.precision())));
        types.print(out);
        out.println();
        TextTable noises = new TextTable("noise", ">identifiers", ">recall");
        test.byNoise()
                .forEach((noise, score) -> noises.add(
                        noise.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Amounts.count(score.present()),
                        percent(score.recall())));
        noises.print(out);
    }

    private static void printPlain(PrintStream out, RedactionSelfTest test) {
        out.println();
        TextTable found = new TextTable("found in the files", ">redactions");
        test.inPlainText().forEach((type, count) -> found.add(type.name(), Amounts.count(count)));
        found.add("for 1,000 words", String.format(Locale.ROOT, "%.3f", test.perThousandWords()));
        found.add("words", Amounts.count(test.words()));
        found.print(out);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
