package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokens;
import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import dev.millrace.tokenizer.pipeline.SpanTracker;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.pipeline.TrackedEncoder;
import dev.millrace.tokenizer.pipeline.WholeCharacters;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A tokenizer made of general {@link Stages}. */
public final class GeneralTokenizer implements Tokenizer {
    private final String name;
    private final String fingerprint;
    private final Stages stages;
    private final Map<Integer, byte[]> addedBytes = new HashMap<>();
    private final Finders all;
    private final Finders plain;
    private final AddedTokens special;
    private final int size;

    /** What finds added tokens in the raw and in the normalized text. */
    record Finders(AddedTokens raw, AddedTokens normalized) {}

    /**
     * A tokenizer; {@code fingerprint} must cover everything in {@code stages}.
     *
     * @throws EmptiedTokenException if the normalizer leaves nothing of an added token
     */
    public GeneralTokenizer(String name, String fingerprint, Stages stages) {
        this.name = name;
        this.fingerprint = fingerprint;
        this.stages = stages;
        int greatest = stages.body().vocabulary().size() - 1;
        for (AddedToken token : stages.addedTokens()) {
            addedBytes.putIfAbsent(token.id(), token.content().getBytes(UTF_8));
            greatest = Math.max(greatest, token.id());
        }
        size = greatest + 1;
        all = finders(token -> true);
        plain = finders(token -> !token.special());
        special = finder(AddedToken::special, null);
    }

    /** The stages that it is made of. */
    public Stages stages() {
        return stages;
    }

    /** The pieces of a text without added tokens, as the model gets them: normalized and cut. */
    public static List<byte[]> pieces(@Nullable Normalizer normalizer, PreTokenizer preTokenizer, byte[] text) {
        byte[] normalized = normalizer == null ? text : normalizer.normalize(text, 0, text.length);
        List<byte[]> found = new ArrayList<>();
        Pieces pieces = preTokenizer.newPieces();
        pieces.start(normalized, 0, normalized.length, true);
        while (pieces.next()) {
            found.add(Arrays.copyOfRange(pieces.text, pieces.from, pieces.to));
        }
        return found;
    }

    private Finders finders(Predicate<AddedToken> wanted) {
        return new Finders(
                finder(token -> wanted.test(token) && !token.normalized(), null),
                finder(token -> wanted.test(token) && token.normalized(), stages.normalizer()));
    }

    /** Special tokens go first, as in the reference library, where that decides between equal texts. */
    private AddedTokens finder(Predicate<AddedToken> wanted, @Nullable Normalizer normalizer) {
        List<AddedToken> tokens = new ArrayList<>();
        stages.addedTokens().stream()
                .filter(token -> token.special() && wanted.test(token))
                .forEach(tokens::add);
        stages.addedTokens().stream()
                .filter(token -> !token.special() && wanted.test(token))
                .forEach(tokens::add);
        List<byte[]> contents = new ArrayList<>();
        for (AddedToken token : tokens) {
            byte[] content = token.content().getBytes(UTF_8);
            byte[] sought = normalizer == null ? content : normalizer.normalize(content, 0, content.length);
            if (sought.length == 0) {
                throw new EmptiedTokenException(
                        "added_tokens[] must not be empty after the normalizer, but one is: " + token);
            }
            contents.add(sought);
        }
        return new AddedTokens(tokens, contents);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    /** Its fast engine, of which only splitter and model are used, or null if it has none. */
    public @Nullable Pipeline fastEngine() {
        return stages.body() instanceof Stages.FastBody fast ? fast.engine() : null;
    }

    @Override
    public int vocabularySize() {
        return size;
    }

    @Override
    public boolean takesBytes() {
        return byteSpelling() != null;
    }

    @Override
    public @Nullable ByteSpelling byteSpelling() {
        return stages.body().byteSpelling();
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        return newEncoder(options, stages.body().newSegments(null), null);
    }

    /**
     * Returns a new worker that does everything around the text between added tokens, and leaves that text itself to
     * {@code segments}: it is given each such segment in turn, normalized, and what it writes stands between the ids of
     * added tokens and of the template.
     *
     * @throws IllegalArgumentException if the tokenizer is not one of a fast engine, or cannot honour {@code options}
     */
    public Encoder newEncoder(EncodingOptions options, SegmentEncoder segments) {
        if (!(stages.body() instanceof Stages.FastBody)) {
            throw new IllegalArgumentException(
                    "a tokenizer must have the pre-tokenizer and model of a fast engine to leave them to another, which "
                            + name + " has not");
        }
        return newEncoder(options, Segments.of(segments), null);
    }

    @Override
    public SpanEncoder newSpanEncoder(EncodingOptions options) {
        SpanTracker spans = new SpanTracker();
        return new TrackedEncoder(newEncoder(options, stages.body().newSegments(spans), spans), spans);
    }

    @Override
    public Template template() {
        return stages.template();
    }

    private Encoder newEncoder(EncodingOptions options, Segments segments, @Nullable SpanTracker spans) {
        if (options.invalidUtf8() == InvalidUtf8.BYTES && !stages.body().takesIllFormed()) {
            throw new IllegalArgumentException(
                    "invalidUtf8 must be REPLACE or REJECT for a vocabulary that is not byte-level, got BYTES for "
                            + name);
        }
        Finders finders = options.specialTokens() == SpecialTokens.ALLOW ? all : plain;
        return new GeneralEncoder(stages, options, finders, special, segments, spans);
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        Decoding decoding = new Decoding();
        byte[] bytes = decoding.decode(ids, from, to);
        byte[] rest = decoding.finish();
        if (rest.length == 0) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(bytes, Math.addExact(bytes.length, rest.length));
        System.arraycopy(rest, 0, all, bytes.length, rest.length);
        return all;
    }

    @Override
    public StreamingDecoder newDecoder() {
        return new WholeCharacters(new Decoding());
    }

    private boolean isToken(int id) {
        return addedBytes.containsKey(id) || stages.body().vocabulary().contains(id);
    }

    /** One document after the other through the decoder. */
    private final class Decoding implements WholeCharacters.Decoding {
        private final Output output = new Output();
        private Decoder.Sink tokens = stages.decoder().into(output);

        @Override
        public byte[] decode(int[] ids, int from, int to) {
            for (int i = from; i < to; i++) {
                if (!isToken(ids[i])) {
                    throw new IllegalArgumentException("ids must be in the vocabulary of " + name + " (0 to "
                            + (size - 1) + " less its holes), got " + ids[i] + " at index " + i);
                }
            }
            for (int i = from; i < to; i++) {
                byte[] added = addedBytes.get(ids[i]);
                tokens.token(added != null ? added : stages.body().vocabulary().token(ids[i]));
            }
            return output.take();
        }

        @Override
        public byte[] finish() {
            tokens.finish();
            tokens = stages.decoder().into(output);
            return output.take();
        }
    }

    /** What has come out of a decoder and has not been taken. */
    private static final class Output implements Decoder.Sink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void token(byte[] text) {
            bytes.writeBytes(text);
        }

        @Override
        public void part(byte[] text) {
            bytes.writeBytes(text);
        }

        @Override
        public void finish() {}

        byte[] take() {
            byte[] taken = bytes.toByteArray();
            bytes.reset();
            return taken;
        }
    }

    @Override
    public @Nullable TokenSet tokens() {
        if (stages.body() instanceof Stages.FastBody fast) {
            return new PipelineTokens(fast.engine().model(), stages.addedTokens());
        }
        if (stages.body() instanceof Stages.ByteLevelBody byteLevel) {
            return new PipelineTokens(byteLevel.model(), stages.addedTokens());
        }
        return stages.body() instanceof Stages.GeneralBody general && general.takesIllFormed() && decodesAlphabet()
                ? new AlphabetTokens(general.model(), stages.addedTokens())
                : null;
    }

    /** Whether the decoder turns characters of GPT-2's alphabet into bytes and does nothing else. */
    private boolean decodesAlphabet() {
        byte[] spaces = "\u0120\u0120".getBytes(UTF_8);
        Output output = new Output();
        Decoder.Sink sink = stages.decoder().into(output);
        sink.token(spaces);
        sink.token(spaces);
        sink.finish();
        return Arrays.equals(output.take(), "    ".getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return name;
    }
}
