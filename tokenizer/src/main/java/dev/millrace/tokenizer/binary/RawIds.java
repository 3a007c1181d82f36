package dev.millrace.tokenizer.binary;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.pipeline.Template;

/**
 * A document as the ids of its bytes, within the ids that a template puts around it. Resumable as an {@link Encoder} is.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
final class RawIds {
    private final int[] byteIds;
    private final int[] prefix;
    private final int[] suffix;

    private byte[] document = {};
    private int start;
    private int length;
    /** Ids given so far, those of the template included. */
    private long at;

    private RawIds(int[] byteIds, int[] prefix, int[] suffix) {
        this.byteIds = byteIds;
        this.prefix = prefix;
        this.suffix = suffix;
    }

    /** Asks {@code tokenizer} for the id of each byte. */
    static RawIds of(Tokenizer tokenizer, EncodingOptions options) {
        Encoder plain = tokenizer.newEncoder(options.withTemplate(false));
        int[] byteIds = new int[256];
        for (int b = 0; b < 256; b++) {
            plain.begin(new byte[] {(byte) b}, 0, 1);
            if (plain.next(byteIds, b, b + 1) != 1) {
                throw new IllegalStateException("each byte must have an id, but byte " + b + " has none");
            }
        }
        Template known = options.template() ? tokenizer.template() : null;
        Template template = known == null ? Template.NONE : known;
        return new RawIds(byteIds, template.prefix(), template.suffix());
    }

    void begin(byte[] src, int from, int to) {
        document = src;
        start = from;
        length = to - from;
        at = 0;
    }

    long count() {
        return (long) prefix.length + length + suffix.length;
    }

    /** Where the next id starts in the document, counted from its start. */
    int position() {
        return (int) Math.max(0, Math.min(length, at - prefix.length));
    }

    /** Whether the next id is that of a byte. */
    boolean isByte() {
        return at >= prefix.length && at < (long) prefix.length + length;
    }

    boolean isFinished() {
        return at == count();
    }

    /** The next id; there must be one. */
    int next() {
        long index = at++;
        if (index < prefix.length) {
            return prefix[(int) index];
        }
        long inDocument = index - prefix.length;
        return inDocument < length
                ? byteIds[document[start + (int) inDocument] & 0xff]
                : suffix[(int) (inDocument - length)];
    }
}
