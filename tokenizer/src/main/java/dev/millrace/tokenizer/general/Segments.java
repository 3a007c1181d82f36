package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.pipeline.SegmentEncoder;

/**
 * Encodes one stretch of text between added tokens after the other, resumably.
 *
 * <p><b>Thread safety:</b> none; a worker of one encoder.
 */
interface Segments {

    /** Begins {@code text[from, to)}, which must not change until it is finished. */
    void begin(byte[] text, int from, int to, boolean atDocumentStart);

    /** Writes the next ids to {@code dst[from, to)} and returns their number; 0 means finished, or no room. */
    int next(int[] dst, int from, int to);

    /** Pieces that go through a model one by one. */
    static Segments of(Pieces pieces, PieceModel.Worker model) {
        return new Segments() {
            private int pendingAt;
            private int pendingEnd;

            @Override
            public void begin(byte[] text, int from, int to, boolean atDocumentStart) {
                pieces.start(text, from, to, atDocumentStart);
                pendingAt = 0;
                pendingEnd = 0;
            }

            @Override
            public int next(int[] dst, int from, int to) {
                int out = from;
                while (out < to) {
                    if (pendingAt == pendingEnd) {
                        if (!pieces.next()) {
                            break;
                        }
                        pendingAt = 0;
                        pendingEnd = model.encode(pieces.text, pieces.from, pieces.to);
                    }
                    int[] ids = model.ids();
                    // Mostly one to three: a loop is cheaper than a copy.
                    while (pendingAt < pendingEnd && out < to) {
                        dst[out++] = ids[pendingAt++];
                    }
                }
                return out - from;
            }
        };
    }

    /** The byte-level engine, which does not care where the document starts. */
    static Segments of(SegmentEncoder engine) {
        return new Segments() {
            @Override
            public void begin(byte[] text, int from, int to, boolean atDocumentStart) {
                engine.begin(text, from, to);
            }

            @Override
            public int next(int[] dst, int from, int to) {
                return engine.next(dst, from, to);
            }
        };
    }
}
