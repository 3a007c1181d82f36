package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.StreamingDecoder;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.pipeline.Template;
import org.jspecify.annotations.Nullable;

/** A tokenizer of bytes whose documents pass an {@link EntropyGate} first. */
final class GatedTokenizer implements Tokenizer {
    private final Tokenizer tokenizer;
    private final EntropyGate gate;

    GatedTokenizer(Tokenizer tokenizer, EntropyGate gate) {
        this.tokenizer = tokenizer;
        this.gate = gate;
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        Encoder encoder = tokenizer.newEncoder(options);
        return new GatedEncoder(gate, encoder, RawIds.of(tokenizer, options));
    }

    @Override
    public SpanEncoder newSpanEncoder(EncodingOptions options) {
        SpanEncoder encoder = tokenizer.newSpanEncoder(options);
        return new GatedSpanEncoder(gate, encoder, RawIds.of(tokenizer, options));
    }

    @Override
    public String name() {
        return tokenizer.name();
    }

    @Override
    public String fingerprint() {
        return tokenizer.fingerprint();
    }

    @Override
    public String engine() {
        return tokenizer.engine();
    }

    @Override
    public int vocabularySize() {
        return tokenizer.vocabularySize();
    }

    @Override
    public boolean takesBytes() {
        return true;
    }

    @Override
    public @Nullable ByteSpelling byteSpelling() {
        return tokenizer.byteSpelling();
    }

    @Override
    public @Nullable Template template() {
        return tokenizer.template();
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
        return name();
    }
}
