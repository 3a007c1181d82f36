package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.SpanEncoder;
import java.util.Objects;

/** As {@link GatedEncoder}, with spans: the id of a byte stands for that byte. */
final class GatedSpanEncoder implements SpanEncoder {
    private final EntropyGate gate;
    private final SpanEncoder encoder;
    private final RawIds rawIds;
    private boolean raw;

    GatedSpanEncoder(EntropyGate gate, SpanEncoder encoder, RawIds rawIds) {
        this.gate = gate;
        this.encoder = encoder;
        this.rawIds = rawIds;
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        encoder.begin(src, from, to);
        raw = GatedEncoder.stops(gate, src, from, to);
        if (raw) {
            rawIds.begin(src, from, to);
        }
    }

    @Override
    public int next(int[] ids, int[] spans, int from, int to) {
        if (!raw) {
            return encoder.next(ids, spans, from, to);
        }
        Objects.checkFromToIndex(2L * from, 2L * to, spans.length);
        int at = from;
        while (at < to && !rawIds.isFinished()) {
            spans[2 * at] = rawIds.position();
            spans[2 * at + 1] = rawIds.position() + (rawIds.isByte() ? 1 : 0);
            ids[at++] = rawIds.next();
        }
        return at - from;
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return false;
    }
}
