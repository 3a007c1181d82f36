package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.FuzzText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Compares tokenizers with the Hugging Face library on seeded documents. By hand: the seconds for each tokenizer, the
 * seed, a folder of real text, then tokenizer files or folders.
 */
public final class DifferentialFuzzer {
    private DifferentialFuzzer() {}

    /** Exits with 1 if there is a difference. */
    public static void main(String[] arguments) throws IOException {
        int seconds = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        List<Path> corpora = files(Path.of(arguments[2]));
        boolean differs = false;
        for (int i = 3; i < arguments.length; i++) {
            Path file = Path.of(arguments[i]);
            file = Files.isDirectory(file) ? file.resolve("tokenizer.json") : file;
            Outcome outcome = run(file, seed, Long.MAX_VALUE, seconds, corpora);
            System.out.printf(
                    "%s: %d documents, seed %d, %s%n",
                    file,
                    outcome.documents(),
                    seed,
                    outcome.difference().isEmpty() ? "no difference" : outcome.difference());
            differs |= !outcome.difference().isEmpty();
        }
        System.exit(differs ? 1 : 0);
    }

    /** How many documents were compared, and the first difference, shortened, or an empty string. */
    record Outcome(long documents, String difference) {}

    /** Compares the fast and the general form of a file with the library until one differs or the time is up. */
    static Outcome run(Path file, long seed, long documents, int seconds, List<Path> corpora) throws IOException {
        String json = Files.readString(file);
        List<Tokenizer> forms = new ArrayList<>();
        forms.add(TokenizerFiles.load(file));
        if (forms.get(0).engine().equals("native") && !forms.get(0).takesBytes()) {
            forms.add(TokenizerJson.loadGeneral(new ByteArrayInputStream(Files.readAllBytes(file)), "general"));
        }
        Random random = new Random(seed);
        try (Differential differential = new Differential(json, forms.toArray(new Tokenizer[0]))) {
            FuzzText texts = new FuzzText(random, forms.get(0), differential.addedTokens(), corpora);
            long deadline = System.nanoTime() + seconds * 1_000_000_000L;
            long n = 0;
            for (; n < documents && System.nanoTime() < deadline; n++) {
                String text = texts.next();
                if (!differential.difference(text).isEmpty()) {
                    return new Outcome(n, differential.difference(differential.shrink(text)));
                }
            }
            return new Outcome(n, "");
        }
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
