package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bases and pools for tests. */
final class Pools {
    static final Tokenizer R50K = TokenizerRegistry.load("r50k_base");

    /** Names of drugs and diseases that r50k_base cuts finely, each with a number of its own. */
    static final List<Term> TERMS = terms(
            "drug",
            "metformin hydrochloride",
            "levothyroxine sodium",
            "atorvastatin calcium",
            "hydrochlorothiazide",
            "amlodipine besylate",
            "clopidogrel bisulfate",
            "metoprolol tartrate",
            "levofloxacin",
            "pantoprazole sodium");

    static final List<Term> DISEASES = terms(
            "disease",
            "atrial fibrillation",
            "hypothyroidism",
            "hypercholesterolemia",
            "thrombocytopenia",
            "gastroesophageal reflux",
            "osteoarthritis",
            "hyperthyroidism",
            "leukocytosis",
            "thrombocytosis");

    private Pools() {}

    private static List<Term> terms(String type, String... texts) {
        return Arrays.stream(texts).map(text -> new Term(text, type, text)).toList();
    }

    static PoolTrainer.Settings settings(int tokensPerType, PoolOptions options) {
        return new PoolTrainer.Settings(tokensPerType, 2, true, options);
    }

    /** A pool over r50k_base that has learnt the terms. */
    static ClinicalTokenizer pool(PoolOptions options) {
        PoolTrainer trainer = new PoolTrainer(R50K, settings(300, options));
        TERMS.forEach(trainer::add);
        DISEASES.forEach(trainer::add);
        return trainer.train("pool", null);
    }

    /** A WordPiece tokenizer that cuts as BERT does; ids are places in {@code tokens}. */
    static Tokenizer wordPiece(Path folder, String... tokens) {
        StringBuilder vocab = new StringBuilder();
        for (int id = 0; id < tokens.length; id++) {
            vocab.append(id == 0 ? "" : ",")
                    .append('"')
                    .append(tokens[id])
                    .append("\":")
                    .append(id);
        }
        String json = "{\"added_tokens\":[],\"normalizer\":{\"type\":\"BertNormalizer\",\"lowercase\":true},"
                + "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"post_processor\":null,"
                + "\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},"
                + "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\","
                + "\"max_input_chars_per_word\":100,\"vocab\":{" + vocab + "}}}";
        try {
            Files.createDirectories(folder);
            return TokenizerRegistry.load(
                    Files.writeString(folder.resolve("tokenizer.json"), json).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A type whose tokens begin and continue words so often. */
    static TermType type(
            String name, List<String> tokens, long[] starting, long[] continuing, Map<Integer, Long> base) {
        return new TermType(
                name,
                tokens.stream().map(token -> token.getBytes(UTF_8)).toList(),
                starting,
                continuing,
                new BaseCounts(new TreeMap<>(base)));
    }

    static NewToken token(String written) {
        return new NewToken(written.getBytes(UTF_8), null);
    }

    static int[] encode(Tokenizer tokenizer, String text) {
        return encode(tokenizer.newEncoder(EncodingOptions.DEFAULT), text.getBytes(UTF_8), 4096);
    }

    /** Encodes through a buffer of {@code room} ids. */
    static int[] encode(Encoder encoder, byte[] text, int room) {
        encoder.begin(text, 0, text.length);
        int[] ids = new int[3 * text.length + 16];
        int size = 0;
        for (int n; (n = encoder.next(ids, size, Math.min(ids.length, size + room))) > 0; ) {
            size += n;
        }
        return Arrays.copyOf(ids, size);
    }
}
