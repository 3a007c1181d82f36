package dev.millrace.tokenizer.general;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A stage that rewrites whole tokens: one that comes in parts is gathered until the end. */
abstract class DecoderStage implements Decoder.Sink {
    private final Decoder.Sink next;
    private boolean begun;
    private @Nullable ByteArrayOutputStream parts;

    DecoderStage(Decoder.Sink next) {
        this.next = next;
    }

    /** Rewrites a token, which is the first of the document or not, and hands it on. */
    abstract void rewrite(byte[] token, boolean first);

    /** Hands on what is left at the end. */
    void end() {}

    @Override
    public final void token(byte[] text) {
        boolean first = !begun;
        begun = true;
        rewrite(text, first);
    }

    @Override
    public void part(byte[] text) {
        if (parts == null) {
            parts = new ByteArrayOutputStream();
        }
        parts.writeBytes(text);
    }

    @Override
    public final void finish() {
        if (parts != null) {
            token(parts.toByteArray());
        }
        end();
        next.finish();
    }
}
