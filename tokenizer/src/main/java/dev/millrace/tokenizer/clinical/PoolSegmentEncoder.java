package dev.millrace.tokenizer.clinical;

import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import dev.millrace.tokenizer.pipeline.SegmentEncoder;
import dev.millrace.tokenizer.split.Splitter;

/** Cuts text into words and gives them to a {@link SentenceEncoder}; a very long one is the base's, and ends a sentence. */
final class PoolSegmentEncoder implements SegmentEncoder {
    private final Splitter splitter;
    private final SentenceEncoder sentences;
    private final LongPieceEncoder longPieces;
    private byte[] text = {};
    private int start;
    private int at;
    private int end;
    private boolean inLongPiece;

    PoolSegmentEncoder(Splitter splitter, SentenceEncoder sentences, LongPieceEncoder longPieces) {
        this.splitter = splitter;
        this.sentences = sentences;
        this.longPieces = longPieces;
    }

    @Override
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        start = from;
        at = from;
        end = to;
        inLongPiece = false;
        sentences.begin();
    }

    @Override
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            int n = inLongPiece ? longPieces.next(dst, out, to) : sentences.next(dst, out, to);
            out += n;
            if (n == 0) {
                inLongPiece = false;
                if (!fill()) {
                    break;
                }
            }
        }
        return out - from;
    }

    /** Goes to the end of the sentence, or to a long piece; false if the text has no more. */
    private boolean fill() {
        while (at < end) {
            int pieceEnd = splitter.next(text, start, at, end);
            if (pieceEnd - at > WordScorer.LONGEST) {
                if (sentences.close()) {
                    return true;
                }
                longPieces.begin(text, at, pieceEnd);
                inLongPiece = true;
                at = pieceEnd;
                return true;
            }
            int from = at;
            at = pieceEnd;
            if (sentences.add(text, from, pieceEnd, end)) {
                return true;
            }
        }
        return sentences.close();
    }
}
