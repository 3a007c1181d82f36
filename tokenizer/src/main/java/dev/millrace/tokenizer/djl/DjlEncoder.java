package dev.millrace.tokenizer.djl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.MalformedInputException;
import dev.millrace.tokenizer.SpecialTokenException;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.pipeline.Utf8;
import java.util.Objects;

/** Encodes a whole document at {@link #begin} and hands its ids out. */
final class DjlEncoder implements Encoder {
    private final DjlTokenizer tokenizer;
    private final EncodingOptions options;
    private int[] ids = {};
    private int at;
    private boolean replaced;

    DjlEncoder(DjlTokenizer tokenizer, EncodingOptions options) {
        this.tokenizer = tokenizer;
        this.options = options;
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        ids = new int[0];
        at = 0;
        check(src, from, to);
        // Java's decoder replaces maximal subparts too.
        ids = tokenizer.encode(new String(src, from, to - from, UTF_8), options);
    }

    /** Refuses what the options do, and notes whether there is something to replace. */
    void check(byte[] src, int from, int to) {
        Objects.checkFromToIndex(from, to, src.length);
        int malformed = Utf8.firstMalformed(src, from, to);
        replaced = malformed >= 0;
        if (replaced && options.invalidUtf8() == InvalidUtf8.REJECT) {
            throw new MalformedInputException(malformed - from);
        }
        if (options.specialTokens() == SpecialTokens.REFUSE) {
            long match = tokenizer.special().find(src, from, to);
            if (match >= 0) {
                throw new SpecialTokenException(
                        tokenizer.special().token((int) match).content(), (match >>> 32) - from);
            }
        }
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int n = Math.min(to - from, ids.length - at);
        System.arraycopy(ids, at, dst, from, n);
        at += n;
        return n;
    }

    @Override
    public long count(byte[] src, int from, int to) {
        begin(src, from, to);
        int n = ids.length;
        at = n;
        return n;
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return replaced;
    }
}
