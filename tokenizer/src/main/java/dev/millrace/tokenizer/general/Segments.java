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

    /** Pieces that go through a model in groups. */
    static Segments of(Pieces pieces, PieceGroups groups) {
        return new Segments() {
            private byte[] source = {};
            private int end;
            private boolean ended;

            @Override
            public void begin(byte[] text, int from, int to, boolean atDocumentStart) {
                source = text;
                end = to;
                ended = false;
                pieces.start(text, from, to, atDocumentStart);
                groups.begin();
            }

            @Override
            public int next(int[] dst, int from, int to) {
                int out = from;
                while (out < to) {
                    int n = groups.next(dst, out, to);
                    out += n;
                    if (n == 0 && !fill()) {
                        break;
                    }
                }
                return out - from;
            }

            /** Adds pieces until a group is complete; false if the text has no more. */
            private boolean fill() {
                if (ended) {
                    return false;
                }
                while (pieces.next()) {
                    if (groups.add(pieces.text, pieces.from, pieces.to, pieces.text == source ? end : pieces.to)) {
                        return true;
                    }
                }
                ended = true;
                return groups.close();
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
