package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A base tokenizer with a pool of vocabularies for semantic types, in the style of K-Tokeniser. Ids below {@link
 * #firstNewId()} are the base's and mean what they mean there.
 *
 * <p>Added tokens, normalizer, pre-tokenizer, template and ill-formed UTF-8 are the base's business. Over a byte-level
 * base without normalizer a document decodes to its own bytes.
 *
 * <p><b>Thread safety:</b> immutable; share one instance among all threads.
 */
public final class ClinicalTokenizer implements Tokenizer {
    private final String name;
    private final String fingerprint;
    private final WordPool pool;
    private final Tokenizer tokenizer;

    /**
     * A pool over {@code base}.
     *
     * @param types the vocabularies, the first one first where words are tied
     * @param newTokens the tokens that the base lacks, in the order of their ids
     * @throws dev.millrace.tokenizer.TokenizerLoadException if {@code base} cannot be extended
     * @throws IllegalArgumentException if a token of a type is neither in the base nor new
     */
    public ClinicalTokenizer(
            String name, Tokenizer base, List<TermType> types, PoolOptions options, List<NewToken> newTokens) {
        this(name, new WordPool(PoolBase.of(base), types, options, newTokens));
    }

    ClinicalTokenizer(String name, WordPool pool) {
        this.name = name;
        this.pool = pool;
        fingerprint = pool.fingerprint();
        tokenizer = listening(null);
    }

    private Tokenizer listening(SentenceEncoder.@Nullable Listener listener) {
        return pool.base()
                .with(
                        name,
                        fingerprint,
                        pool.vocabulary(),
                        () -> new SentenceEncoder(pool, new WordScorer(pool), listener));
    }

    /** The tokenizer that it extends. */
    public Tokenizer base() {
        return pool.base().tokenizer();
    }

    /** The vocabularies of the types. */
    public List<TermType> types() {
        return pool.types();
    }

    /** How it chooses. */
    public PoolOptions options() {
        return pool.options();
    }

    /** The tokens that the base lacks; the {@code i}-th has the id {@link #firstNewId()}{@code  + i}. */
    public List<NewToken> newTokens() {
        return pool.newTokens();
    }

    /** The least id that the base does not have. */
    public int firstNewId() {
        return pool.firstNewId();
    }

    /**
     * What the embedding of the {@code i}-th new token starts from: the ids that the base makes of it, whose embeddings
     * are to be averaged; none if it is unknown to the base, which stands for the average of all.
     */
    public int[] initialization(int i) {
        byte[] written = newTokens().get(i).written();
        PoolBase.Encoder encoder = pool.base().newEncoder();
        int size = encoder.encode(written, 0, written.length);
        int[] ids = Arrays.copyOf(encoder.ids(), size);
        return Arrays.stream(ids).anyMatch(id -> id == pool.base().unknown()) ? new int[0] : ids;
    }

    /**
     * Says how the document {@code src[from, to)} is encoded and why, sentence by sentence.
     *
     * @throws IllegalArgumentException if the tokenizer cannot honour {@code options}
     */
    public void explain(byte[] src, int from, int to, EncodingOptions options, Consumer<SentenceDecision> sink) {
        listening(new DecisionRecorder(pool, from, sink)).newEncoder(options).count(src, from, to);
    }

    WordPool pool() {
        return pool;
    }

    /** Returns a new tally of what is decided about documents, for one thread. */
    public PoolTally newTally() {
        return new PoolTally(pool, listener -> listening(listener).newEncoder(EncodingOptions.DEFAULT));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public int vocabularySize() {
        return firstNewId() + newTokens().size();
    }

    @Override
    public boolean takesBytes() {
        return tokenizer.takesBytes();
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        return tokenizer.newEncoder(options);
    }

    @Override
    public SpanEncoder newSpanEncoder(EncodingOptions options) {
        if (pool.base().isPositional()) {
            throw new UnsupportedOperationException(
                    "the base of a clinical pool must be byte-level to give spans, which that of " + name + " is not");
        }
        return tokenizer.newSpanEncoder(options);
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        return tokenizer.decode(ids, from, to);
    }

    @Override
    public StreamingDecoder newDecoder() {
        return tokenizer.newDecoder();
    }

    @Override
    public @Nullable TokenSet tokens() {
        return tokenizer.tokens();
    }

    @Override
    public String toString() {
        return name;
    }
}
