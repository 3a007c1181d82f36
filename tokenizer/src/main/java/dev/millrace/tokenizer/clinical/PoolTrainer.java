package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.bpe.BpeWorker;
import dev.millrace.tokenizer.train.BpeTrainer;
import dev.millrace.tokenizer.train.PreTokenization;
import dev.millrace.tokenizer.train.TrainedBpe;
import dev.millrace.tokenizer.train.TrainerOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns a pool from terms. The order of the terms matters only in that types are ranked in the order in which they first
 * occur; a term that occurs twice in a type counts once.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class PoolTrainer {
    private final PoolBase base;
    private final Settings settings;
    private final Map<String, Set<String>> termsByType = new LinkedHashMap<>();

    /**
     * What is learnt.
     *
     * @param tokensPerType how many tokens each type learns, at most
     * @param minFrequency a pair must occur this often in a type's terms to be merged
     * @param caseVariants whether each term is learnt in lower case, with capitals and all in capitals as well
     * @param options how the pool chooses
     */
    public record Settings(int tokensPerType, long minFrequency, boolean caseVariants, PoolOptions options) {
        /** No vocabulary has more. */
        private static final int MOST_TOKENS = 1 << 24;

        /** 4,000 tokens for each type, pairs that occur twice, terms in all cases. */
        public static final Settings DEFAULT = new Settings(4000, 2, true, PoolOptions.DEFAULT);

        /** Checks the numbers. */
        public Settings {
            if (tokensPerType < 1 || minFrequency < 1) {
                throw new IllegalArgumentException("tokens per type and least frequency must be at least 1, got "
                        + tokensPerType + " and " + minFrequency);
            }
            if (tokensPerType > MOST_TOKENS) {
                throw new IllegalArgumentException(
                        "tokens per type must be at most " + MOST_TOKENS + ", got " + tokensPerType);
            }
        }
    }

    /**
     * A trainer of a pool over {@code base}.
     *
     * @throws dev.millrace.tokenizer.TokenizerLoadException if {@code base} cannot be extended
     */
    public PoolTrainer(Tokenizer base, Settings settings) {
        this.base = PoolBase.of(base);
        this.settings = settings;
    }

    /** Adds a term. */
    public void add(Term term) {
        termsByType.computeIfAbsent(term.type(), type -> new LinkedHashSet<>()).add(term.text());
    }

    /**
     * Learns from the terms added.
     *
     * @param earlier a pool over the same base, or null: its new tokens keep their ids, those that are new now come after
     *     them, and its types stay as they are where no term of them was added
     * @throws IllegalArgumentException if {@code earlier} has another base or other options
     */
    public ClinicalTokenizer train(String name, @Nullable ClinicalTokenizer earlier) {
        if (earlier != null) {
            check(earlier);
        }
        Map<String, TermType> types = new LinkedHashMap<>();
        if (earlier != null) {
            earlier.types().forEach(type -> types.put(type.name(), type));
        }
        termsByType.forEach((type, terms) -> types.put(type, learn(type, words(terms))));
        List<TermType> all = List.copyOf(types.values());
        List<NewToken> tokens = newTokens(all, earlier == null ? List.of() : earlier.newTokens());
        return new ClinicalTokenizer(name, new WordPool(base, all, settings.options(), tokens));
    }

    private void check(ClinicalTokenizer earlier) {
        if (!earlier.base().fingerprint().equals(base.tokenizer().fingerprint())) {
            throw new IllegalArgumentException("a pool must be extended over its own base, "
                    + earlier.base().name() + ", got " + base.tokenizer().name());
        }
        if (earlier.options().idsPerType() != settings.options().idsPerType()) {
            throw new IllegalArgumentException("a pool must be extended with its own kind of ids, "
                    + (earlier.options().idsPerType() ? "one per type and token" : "one per token"));
        }
    }

    private List<byte[]> words(Set<String> terms) {
        List<byte[]> words = new ArrayList<>();
        Set<String> variants = new LinkedHashSet<>();
        for (String term : terms) {
            variants.clear();
            variants.add(term);
            if (settings.caseVariants()) {
                String lower = term.toLowerCase(Locale.ROOT);
                variants.add(lower);
                variants.add(capitalized(lower));
                variants.add(term.toUpperCase(Locale.ROOT));
            }
            variants.forEach(variant -> words.addAll(base.words(variant)));
        }
        return words;
    }

    /** Each word with a capital. */
    private static String capitalized(String lower) {
        StringBuilder text = new StringBuilder(lower);
        for (int i = 0; i < text.length(); i++) {
            if (i == 0 || text.charAt(i - 1) == ' ') {
                text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
            }
        }
        return text.toString();
    }

    private TermType learn(String name, List<byte[]> words) {
        TrainerOptions options = TrainerOptions.of(TermType.BYTES + settings.tokensPerType())
                .withPreTokenization(PreTokenization.NONE)
                .withMinFrequency(settings.minFrequency());
        TrainedBpe trained;
        try (BpeTrainer trainer = new BpeTrainer(options, 1)) {
            words.forEach(word -> trainer.add(word, 0, word.length));
            trained = trainer.train(tokens -> {});
        }
        List<byte[]> tokens =
                trained.tokens().subList(TermType.BYTES, trained.tokens().size());
        return count(name, tokens, words);
    }

    /** How often the tokens occur in what they make of the words. */
    private TermType count(String name, List<byte[]> tokens, List<byte[]> words) {
        long[] starting = new long[tokens.size()];
        long[] continuing = new long[base.isPositional() ? tokens.size() : 0];
        BpeWorker worker = TermType.model(tokens).newWorker();
        for (byte[] word : words) {
            int size = worker.encode(word, 0, word.length);
            for (int i = 0; i < size; i++) {
                int token = worker.ids()[i] - TermType.BYTES;
                if (token >= 0) {
                    (i > 0 && base.isPositional() ? continuing : starting)[token]++;
                }
            }
        }
        return new TermType(name, tokens, starting, continuing, baseCounts(words));
    }

    private BaseCounts baseCounts(List<byte[]> words) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        PoolBase.Encoder encoder = base.newEncoder();
        for (byte[] word : words) {
            int size = encoder.encode(word, 0, word.length);
            for (int i = 0; i < size; i++) {
                counts.merge(encoder.ids()[i], 1L, Long::sum);
            }
        }
        return new BaseCounts(counts);
    }

    private List<NewToken> newTokens(List<TermType> types, List<NewToken> earlier) {
        List<NewToken> tokens = new ArrayList<>(earlier);
        Set<Object> known = new HashSet<>();
        earlier.forEach(token -> known.add(key(token)));
        for (TermType type : types) {
            for (int i = 0; i < type.tokens().size(); i++) {
                byte[] letters = type.tokens().get(i);
                if (WordPool.isUsable(letters)) {
                    addNew(type, letters, false, type.starting(i), known, tokens);
                    addNew(type, letters, true, type.continuing(i), known, tokens);
                }
            }
        }
        return tokens;
    }

    private void addNew(
            TermType type, byte[] letters, boolean continuing, long count, Set<Object> known, List<NewToken> tokens) {
        byte[] written = base.written(letters, continuing);
        if (count > 0 && base.vocabulary().find(written, 0, written.length) < 0) {
            NewToken token = new NewToken(written, settings.options().idsPerType() ? type.name() : null);
            if (known.add(key(token))) {
                tokens.add(token);
            }
        }
    }

    private static Object key(NewToken token) {
        return List.of(ByteBuffer.wrap(token.written()), String.valueOf(token.type()));
    }
}
