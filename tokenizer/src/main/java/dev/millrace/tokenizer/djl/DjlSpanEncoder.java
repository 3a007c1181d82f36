package dev.millrace.tokenizer.djl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.pipeline.Utf8;

/** The spans that the library gives, in code points, as spans of bytes. */
final class DjlSpanEncoder implements SpanEncoder {
    private final DjlTokenizer tokenizer;
    private final EncodingOptions options;
    /** Says what the options refuse, and whether something was replaced. */
    private final DjlEncoder checks;

    private DjlTokenizer.Located located = new DjlTokenizer.Located(new int[0], new int[0]);
    private int at;

    DjlSpanEncoder(DjlTokenizer tokenizer, EncodingOptions options) {
        this.tokenizer = tokenizer;
        this.options = options;
        checks = new DjlEncoder(tokenizer, options);
    }

    @Override
    public void begin(byte[] src, int from, int to) {
        at = 0;
        located = new DjlTokenizer.Located(new int[0], new int[0]);
        checks.check(src, from, to);
        located = tokenizer.encodeWithSpans(new String(src, from, to - from, UTF_8), options);
        int[] bytes = byteOffsets(src, from, to);
        int[] spans = located.spans();
        for (int i = 0; i < spans.length; i++) {
            spans[i] = bytes[spans[i] < 0 ? bytes.length - 1 : spans[i]];
        }
    }

    /** Per code point, and for the end, where it starts; a maximal ill-formed subpart is one. */
    private static int[] byteOffsets(byte[] src, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i += Math.abs(Utf8.wellFormed(src, i, to))) {
            n++;
        }
        int[] offsets = new int[n + 1];
        n = 0;
        for (int i = from; i < to; i += Math.abs(Utf8.wellFormed(src, i, to))) {
            offsets[n++] = i - from;
        }
        offsets[n] = to - from;
        return offsets;
    }

    @Override
    public int next(int[] ids, int[] spans, int from, int to) {
        int n = Math.min(to - from, located.ids().length - at);
        System.arraycopy(located.ids(), at, ids, from, n);
        System.arraycopy(located.spans(), 2 * at, spans, 2 * from, 2 * n);
        at += n;
        return n;
    }

    @Override
    public boolean replacedInvalidUtf8() {
        return checks.replacedInvalidUtf8();
    }
}
