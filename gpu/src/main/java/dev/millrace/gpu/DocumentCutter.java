package dev.millrace.gpu;

import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import dev.millrace.tokenizer.pipeline.Utf8;

/**
 * The part of encoding that comes before the device, done by the CPU's own engine: added tokens, normalizer, replacement of
 * ill-formed UTF-8, template. What is left, the segments of text, goes into a {@link Chunk}.
 *
 * <p><b>Thread safety:</b> none; one worker per thread.
 */
final class DocumentCutter {
    private final SegmentRecorder recorder = new SegmentRecorder();
    private final Encoder engine;
    /** Whether ill-formed UTF-8 would reach kernels that do not stand it. */
    private final boolean refusesIllFormed;

    private final int[] entries = new int[256];

    DocumentCutter(Tokenizer tokenizer, EncodingOptions options) {
        engine = engine(tokenizer, options, recorder);
        refusesIllFormed = options.invalidUtf8() == InvalidUtf8.BYTES && !tokenizer.takesBytes();
    }

    private static Encoder engine(Tokenizer tokenizer, EncodingOptions options, SegmentEncoder segments) {
        if (tokenizer instanceof PipelineTokenizer pipeline) {
            return pipeline.newEncoder(options, segments);
        }
        if (tokenizer instanceof GeneralTokenizer general) {
            return general.newEncoder(options, segments);
        }
        throw new IllegalArgumentException(
                "a tokenizer must be native to run on a GPU, but " + tokenizer.name() + " is of " + tokenizer.engine());
    }

    /**
     * Adds the document {@code src[from, to)}, number {@code document} of its batch; returns whether it could. If not, or if the
     * engine refuses the document and this throws, nothing of it is left in the chunk.
     */
    boolean add(byte[] src, int from, int to, int document, Chunk chunk) {
        if (refusesIllFormed && Utf8.firstMalformed(src, from, to) >= 0) {
            return false;
        }
        int segmentsBefore = chunk.segmentCount();
        boolean added = false;
        try {
            recorder.into(chunk);
            engine.begin(src, from, to);
            for (int n; (n = engine.next(entries, 0, entries.length)) > 0; ) {
                chunk.addToScript(entries, n);
            }
            chunk.endDocument(document, engine.replacedInvalidUtf8());
            added = true;
        } finally {
            if (!added) {
                chunk.forgetDocument(segmentsBefore);
            }
        }
        return true;
    }
}
