package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.Encoder;

/** Measures each document and encodes it, gives its bytes' ids, or throws {@link HighEntropyException}. */
final class GatedEncoder implements Encoder {
    private final EntropyGate gate;
    private final Encoder encoder;
    private final RawIds rawIds;
    private boolean raw;

    GatedEncoder(EntropyGate gate, Encoder encoder, RawIds rawIds) {
        this.gate = gate;
        this.encoder = encoder;
        this.rawIds = rawIds;
    }

    /** Begins the inner encoder in any case, so that what it refuses is refused. */
    @Override
    public void begin(byte[] src, int from, int to) {
        encoder.begin(src, from, to);
        raw = stops(gate, src, from, to);
        if (raw) {
            rawIds.begin(src, from, to);
        }
    }

    static boolean stops(EntropyGate gate, byte[] src, int from, int to) {
        boolean stops = gate.stops(src, from, to);
        if (stops && gate.action() == EntropyGate.Action.REJECT) {
            throw new HighEntropyException(Entropy.bitsPerByte(src, from, to), gate.maxBits());
        }
        return stops;
    }

    @Override
    public int next(int[] dst, int from, int to) {
        if (!raw) {
            return encoder.next(dst, from, to);
        }
        int at = from;
        while (at < to && !rawIds.isFinished()) {
            dst[at++] = rawIds.next();
        }
        return at - from;
    }

    @Override
    public long count(byte[] src, int from, int to) {
        begin(src, from, to);
        return raw ? rawIds.count() : encoder.count(src, from, to);
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return false;
    }
}
