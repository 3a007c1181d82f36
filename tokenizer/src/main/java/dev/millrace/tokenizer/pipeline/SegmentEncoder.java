package dev.millrace.tokenizer.pipeline;

/** Encodes one segment of text after the other, resumably. Single-threaded. */
public interface SegmentEncoder {

    /** The fastest worker for the splitter and the model of {@code pipeline}; its other stages are not applied. */
    static SegmentEncoder of(Pipeline pipeline) {
        return PipelineEncoder.segments(pipeline);
    }

    /** Such a worker that tells {@code spans} where in the text each id comes from. */
    static SegmentEncoder tracked(Pipeline pipeline, SpanTracker spans) {
        return new TrackedSegmentEncoder(of(pipeline), pipeline.model().vocabulary(), spans);
    }

    /** Begins {@code text[from, to)}, which must not change until it is finished. */
    void begin(byte[] text, int from, int to);

    /**
     * Writes the next ids to {@code dst[from, to)}, as many as there is room for, and returns their number; 0 means the
     * segment is finished, or {@code from == to}.
     */
    int next(int[] dst, int from, int to);
}
