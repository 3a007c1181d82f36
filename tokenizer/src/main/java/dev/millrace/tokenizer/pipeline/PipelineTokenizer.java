package dev.millrace.tokenizer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tokenizer made of the stages of a {@link Pipeline}. */
public final class PipelineTokenizer implements Tokenizer {
    private final String name;
    private final String fingerprint;
    private final Pipeline pipeline;
    private final TextModel text;
    private final boolean byPipeline;
    private final Map<Integer, byte[]> addedBytes = new HashMap<>();
    private final AddedTokenMatcher allTokens;
    private final AddedTokenMatcher plainTokens;
    private final AddedTokenMatcher specialTokens;
    private final int size;

    /** A tokenizer; {@code fingerprint} must cover everything in {@code pipeline}. */
    public PipelineTokenizer(String name, String fingerprint, Pipeline pipeline) {
        this(name, fingerprint, pipeline, TextModel.of(pipeline), true);
    }

    /**
     * A tokenizer where {@code text} stands for splitter and model of {@code pipeline}; {@code fingerprint} must cover
     * it too.
     */
    public PipelineTokenizer(String name, String fingerprint, Pipeline pipeline, TextModel text) {
        this(name, fingerprint, pipeline, text, false);
    }

    private PipelineTokenizer(String name, String fingerprint, Pipeline pipeline, TextModel text, boolean byPipeline) {
        this.byPipeline = byPipeline;
        this.name = name;
        this.fingerprint = fingerprint;
        this.pipeline = pipeline;
        this.text = text;
        List<AddedToken> plain = new ArrayList<>();
        List<AddedToken> special = new ArrayList<>();
        int greatest = text.vocabulary().size() - 1;
        for (AddedToken token : pipeline.addedTokens()) {
            (token.special() ? special : plain).add(token);
            addedBytes.put(token.id(), token.content().getBytes(UTF_8));
            greatest = Math.max(greatest, token.id());
        }
        size = greatest + 1;
        allTokens = new AddedTokenMatcher(pipeline.addedTokens());
        plainTokens = new AddedTokenMatcher(plain);
        specialTokens = new AddedTokenMatcher(special);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Whether splitter and model of {@link #pipeline} encode the text, and nothing stands for them. */
    public boolean isPlain() {
        return byPipeline;
    }

    /** Its stages, for backends that run them elsewhere. */
    public Pipeline pipeline() {
        return pipeline;
    }

    @Override
    public int vocabularySize() {
        return size;
    }

    @Override
    public boolean takesBytes() {
        return false;
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        return newEncoder(options, text.newSegmentEncoder());
    }

    /**
     * Returns a new worker that does everything around the text between added tokens, and leaves that text itself to
     * {@code segments}: it is given each such segment in turn, well-formed and normalized, and what it writes stands
     * between the ids of added tokens and of the template.
     */
    public Encoder newEncoder(EncodingOptions options, SegmentEncoder segments) {
        return newEncoder(options, segments, null);
    }

    @Override
    public SpanEncoder newSpanEncoder(EncodingOptions options) {
        SpanTracker spans = new SpanTracker();
        SegmentEncoder tracked = new TrackedSegmentEncoder(text.newSegmentEncoder(), text.vocabulary(), spans);
        return new TrackedEncoder(newEncoder(options, tracked, spans), spans);
    }

    @Override
    public Template template() {
        return pipeline.template();
    }

    private Encoder newEncoder(EncodingOptions options, SegmentEncoder segments, @Nullable SpanTracker spans) {
        AddedTokenMatcher sought = options.specialTokens() == SpecialTokens.ALLOW ? allTokens : plainTokens;
        return new PipelineEncoder(pipeline, text, options, sought, specialTokens, segments, spans);
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        Vocabulary vocabulary = text.vocabulary();
        long length = 0;
        for (int i = from; i < to; i++) {
            byte[] added = addedBytes.get(ids[i]);
            if (added == null && !vocabulary.contains(ids[i])) {
                throw new IllegalArgumentException("ids must be in the vocabulary of " + name + " (0 to " + (size - 1)
                        + " less its holes), got " + ids[i] + " at index " + i);
            }
            length += added != null ? added.length : vocabulary.length(ids[i]);
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        int at = 0;
        for (int i = from; i < to; i++) {
            byte[] added = addedBytes.get(ids[i]);
            if (added != null) {
                System.arraycopy(added, 0, bytes, at, added.length);
                at += added.length;
            } else {
                vocabulary.copy(ids[i], bytes, at);
                at += vocabulary.length(ids[i]);
            }
        }
        return bytes;
    }

    @Override
    public StreamingDecoder newDecoder() {
        return WholeCharacters.ofBytes(this::decode);
    }

    @Override
    public TokenSet tokens() {
        return text.tokens(pipeline.addedTokens());
    }

    @Override
    public String toString() {
        return name;
    }
}
