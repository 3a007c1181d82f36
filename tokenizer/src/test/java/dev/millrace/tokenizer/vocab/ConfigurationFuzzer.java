package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.FuzzText;
import dev.millrace.tokenizer.oracle.RandomTokenizerJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Compares tokenizers of random parts with the Hugging Face library on seeded documents. By hand: the seconds, the first
 * seed and the documents for each tokenizer; prints what the library loads and the native form refuses.
 */
public final class ConfigurationFuzzer {
    private ConfigurationFuzzer() {}

    /** Exits with 1 if there is a difference. */
    public static void main(String[] arguments) throws IOException {
        Outcome outcome =
                run(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]), true);
        System.out.println(outcome);
        System.exit(outcome.differences() > 0 ? 1 : 0);
    }

    /**
     * What a run came to.
     *
     * @param tokenizers files that both sides loaded
     * @param documents texts that were compared
     * @param differences files for which a text gave other ids
     * @param first the first difference, with the seed of its file, or an empty string
     * @param refused why files were refused that the library loads, with their number
     */
    record Outcome(long tokenizers, long documents, int differences, String first, Map<String, Integer> refused) {}

    /** Runs for some seconds, to the first difference unless {@code all} are wanted, which are printed. */
    static Outcome run(int seconds, long firstSeed, int documents, boolean all) throws IOException {
        long deadline = System.nanoTime() + seconds * 1_000_000_000L;
        Map<String, Integer> refused = new TreeMap<>();
        long tokenizers = 0;
        long compared = 0;
        int differences = 0;
        String first = "";
        for (long seed = firstSeed; System.nanoTime() < deadline && (all || differences == 0); seed++) {
            if (all) {
                System.err.println("seed " + seed);
            }
            String json = file(seed).toString();
            Tokenizer[] forms;
            try {
                forms = forms(json);
            } catch (TokenizerLoadException e) {
                if (isLoadedByLibrary(json)) {
                    refused.merge(String.valueOf(e.getMessage()).replaceAll("[0-9]+", "0"), 1, Integer::sum);
                }
                continue;
            }
            tokenizers++;
            compared += documents;
            String difference = difference(json, forms, seed, documents);
            if (!difference.isEmpty()) {
                differences++;
                first = first.isEmpty() ? "file of seed " + seed + ": " + difference : first;
                if (all) {
                    System.out.println("seed " + seed + ": " + difference + "\n  " + json);
                }
            }
        }
        return new Outcome(tokenizers, compared, differences, first, refused);
    }

    /** The file of one seed. */
    static JsonObject file(long seed) {
        return new RandomTokenizerJson(new Random(seed)).next();
    }

    private static Tokenizer[] forms(String json) throws IOException {
        byte[] file = json.getBytes(UTF_8);
        return new Tokenizer[] {
            TokenizerJson.load(new ByteArrayInputStream(file), "random", "random"),
            TokenizerJson.loadGeneral(new ByteArrayInputStream(file), "random")
        };
    }

    private static boolean isLoadedByLibrary(String json) {
        try (Differential loaded = new Differential(json)) {
            return !loaded.addedTokens().contains("");
        } catch (RuntimeException refused) { // DJL has no narrower type for what its library says
            return false;
        }
    }

    private static String difference(String json, Tokenizer[] forms, long seed, int documents) {
        Random random = new Random(seed);
        try (Differential differential = new Differential(json, forms)) {
            FuzzText texts = new FuzzText(random, forms[0], differential.addedTokens(), List.of());
            for (int n = 0; n < documents; n++) {
                String text = texts.next();
                if (!differential.difference(text).isEmpty()) {
                    return differential.difference(differential.shrink(text));
                }
            }
            return "";
        } catch (RuntimeException e) {
            return "refused by the library: " + e;
        }
    }
}
