package dev.millrace.tokenizer.train;

import dev.millrace.tokenizer.unicode.CodePoints;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Cuts a document into chunks of random length, so that frequent strings of several words can become tokens
 * ("supertokens", arXiv 2505.09738). The draws depend on the seed and the document's index alone.
 */
final class RandomChunks implements PieceCutter {
    private final ChunkLengths lengths;
    private final long seed;

    RandomChunks(ChunkLengths lengths, long seed) {
        this.lengths = lengths;
        this.seed = seed;
    }

    @Override
    public void cut(long document, byte[] text, int from, int to, Sink sink) {
        cut(new SplittableRandom(seed ^ document * 0x9E3779B97F4A7C15L), text, from, to, sink);
    }

    void cut(RandomGenerator random, byte[] text, int from, int to, Sink sink) {
        int remaining = 0;
        for (int i = from; i < to; remaining++) {
            i += CodePoints.length(CodePoints.at(text, i, to));
        }
        for (int at = from; at < to; ) {
            int length = lengths.draw(random, remaining);
            int end = at;
            for (int i = 0; i < length; i++) {
                end += CodePoints.length(CodePoints.at(text, end, to));
            }
            sink.piece(text, at, end);
            remaining -= length;
            at = end;
        }
    }
}
