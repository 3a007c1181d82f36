package dev.millrace.tokenizer.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.unicode.CodePoints;

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
        int first = CodePoints.at(text.bytes(), 0, text.length());
        text.begin();
        for (int i = 0, c; i < prefix.length; i += CodePoints.length(c)) {
            c = CodePoints.at(prefix, i, prefix.length);
            text.emit(c, i == 0 ? 0 : 1);
        }
        text.emit(first, 1);
        text.dropTo(CodePoints.length(first));
        text.copy(text.length());
        text.commit();
    }
}
