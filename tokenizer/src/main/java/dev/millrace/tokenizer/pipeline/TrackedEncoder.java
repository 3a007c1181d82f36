package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import java.util.Objects;

/** An encoder whose ids a {@link SpanTracker} follows. */
public final class TrackedEncoder implements SpanEncoder {
    private final Encoder encoder;
    private final SpanTracker spans;

    /** {@code encoder} must tell {@code spans} what it does. */
    public TrackedEncoder(Encoder encoder, SpanTracker spans) {
        this.encoder = encoder;
        this.spans = spans;
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        spans.beginDocument(from, to);
        encoder.begin(src, from, to);
    }

    @Override
    public int next(int[] ids, int[] target, int from, int to) {
        Objects.checkFromToIndex(from, to, target.length / 2);
        spans.setTarget(target);
        return encoder.next(ids, from, to);
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return encoder.replacedInvalidUtf8();
    }
}
