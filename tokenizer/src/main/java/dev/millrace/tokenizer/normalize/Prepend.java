package dev.millrace.tokenizer.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Puts a string before a text that is not empty. */
public final class Prepend implements Normalizer {
    private final byte[] prefix;

    /** Prepends {@code prefix}. */
    public Prepend(String prefix) {
        this.prefix = prefix.getBytes(UTF_8);
    }

    @Override
    public boolean leavesAlone(byte[] text, int from, int to) {
        return from == to || prefix.length == 0;
    }

    @Override
    public void apply(NormalizedText text) {
        if (leavesAlone(text.bytes(), 0, text.length())) {
            return;
        }
        text.begin();
        text.prepend(prefix);
        text.copy(text.length());
        text.commit();
    }
}
