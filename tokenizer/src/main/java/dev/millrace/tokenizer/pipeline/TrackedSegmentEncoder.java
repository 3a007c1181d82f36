package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * Follows the ids of a byte-level model through the text that they are made of: each stands for the bytes of its token.
 * Only where the vocabulary lacks single bytes has it to look for them, because the model drops these.
 */
final class TrackedSegmentEncoder implements SegmentEncoder {
    private final SegmentEncoder encoder;
    private final Vocabulary vocabulary;
    private final SpanTracker spans;
    private final boolean dropsBytes;
    private byte[] text = {};
    private int at;
    private int end;

    TrackedSegmentEncoder(SegmentEncoder encoder, Vocabulary vocabulary, SpanTracker spans) {
        this.encoder = encoder;
        this.vocabulary = vocabulary;
        this.spans = spans;
        boolean complete = true;
        for (int b = 0; b < 256; b++) {
            complete &= vocabulary.find(new byte[] {(byte) b}, 0, 1) >= 0;
        }
        dropsBytes = !complete;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        at = from;
        end = to;
        encoder.begin(text, from, to);
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int n = encoder.next(dst, from, to);
        for (int i = from; i < from + n; i++) {
            int start = at;
            if (dropsBytes) {
                start = follow(vocabulary.token(dst[i]));
            } else {
                at += vocabulary.length(dst[i]);
            }
            spans.find(start, at);
            spans.put(i, i + 1);
        }
        return n;
    }

    /** Goes past the bytes of a token and those dropped before and between them; returns where the first is. */
    private int follow(byte[] token) {
        int start = -1;
        for (byte b : token) {
            while (at < end && text[at] != b) {
                at++;
            }
            start = start < 0 ? at : start;
            at = Math.min(end, at + 1);
        }
        return start < 0 ? at : start;
    }
}
