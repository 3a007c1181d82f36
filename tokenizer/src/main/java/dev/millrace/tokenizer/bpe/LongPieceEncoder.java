package dev.millrace.tokenizer.bpe;

import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;

/**
 * Encodes a piece of any length in bounded memory, resumably.
 *
 * <p>A sequence of tokens is the encoding of its text exactly if every two neighbours are the encoding of theirs: no
 * merge can cross a boundary first without crossing it in that pair alone, and what happens on either side of an
 * uncrossed boundary does not depend on the other side. So the piece is encoded chunk by chunk, each chunk beginning
 * some way before the end of the last one; two chunks are joined at a boundary that both have and whose two tokens pass
 * that test. The property is proven in the documentation of GitHub's rust-gems {@code bpe}; here it needs no assumption
 * about the vocabulary, because the test runs the merges themselves.
 *
 * <p>Should no such boundary be found, the next chunk grows; should none be found in all the rest, the document is
 * refused rather than encoded wrongly.
 *
 * <p><b>Thread safety:</b> none; one thread at a time.
 */
public final class LongPieceEncoder {
    private static final int CHUNK = 4096;

    private final Vocabulary vocabulary;
    private final BpeWorker worker;
    private final BpeWorker checker;
    private final boolean wholePieceFirst;
    /** Whether every byte has an id; else tokens do not tell where they are and the piece is encoded in one go. */
    private final boolean chunked;

    private final int overlap;
    private final int longest;
    /** Bytes of a chunk: room for several of the longest token, without which chunks have no boundary to agree on. */
    private final int chunk;

    private byte[] text = {};
    private int end;
    /** Ids of the chunk that is current, those up to {@code agreed} are safe to hand out. */
    private int[] ids = new int[CHUNK];

    private int idsAt;
    private int agreed;
    private int idsEnd;
    /** Where in the text the chunk ends. */
    private int chunkEnd;
    /** The joined next chunk, which takes over once {@link #ids} is handed out. */
    private int[] nextIds = new int[CHUNK];

    private int nextFrom;
    private int nextEnd;
    private int nextChunkEnd;
    /** The chunk whose ids {@link #worker} still has, and their number. */
    private int encodedFrom;

    private int encodedTo;
    private int encodedCount;

    LongPieceEncoder(BpeModel model) {
        vocabulary = model.vocabulary;
        worker = model.newWorker();
        checker = model.newWorker();
        wholePieceFirst = model.wholePieceFirst;
        chunked = model.complete;
        int longest = 1;
        for (int id = 0; id < vocabulary.size(); id++) {
            longest = Math.max(longest, vocabulary.length(id));
        }
        chunk = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(CHUNK, 4L * longest));
        overlap = Math.min(chunk / 2, (int) Math.max(128, Math.min(chunk, 2L * longest)));
        this.longest = longest;
    }

    /** Begins the piece {@code text[from, to)}, which must not change until it is finished. */
    public void begin(byte[] text, int from, int to) {
        this.text = text;
        end = to;
        nextEnd = -1;
        idsAt = 0;
        if (wholePieceFirst) {
            int whole = to - from <= longest ? worker.whole(text, from, to) : -1;
            if (whole >= 0) {
                ids[0] = whole;
                agreed = 1;
                idsEnd = 1;
                chunkEnd = end;
                return;
            }
        }
        chunkEnd = chunked ? (int) Math.min(to, (long) from + chunk) : to;
        encodedTo = -1;
        idsEnd = encode(from, chunkEnd);
        ids = copy(ids, idsEnd);
        agreed = chunkEnd == end ? idsEnd : 0;
    }

    /** Writes the next ids to {@code dst[from, to)} and returns how many; 0 if the piece is finished or there is no room. */
    public int next(int[] dst, int from, int to) {
        int out = from;
        while (out < to) {
            if (idsAt == agreed) {
                if (agreed == idsEnd && chunkEnd == end) {
                    break;
                }
                advance();
            }
            int n = Math.min(to - out, agreed - idsAt);
            System.arraycopy(ids, idsAt, dst, out, n);
            idsAt += n;
            out += n;
        }
        return out - from;
    }

    /** Takes over the next chunk if there is one, then joins one more. */
    private void advance() {
        if (nextEnd >= 0) {
            int[] old = ids;
            ids = nextIds;
            nextIds = old;
            idsAt = nextFrom;
            idsEnd = nextEnd;
            chunkEnd = nextChunkEnd;
            nextEnd = -1;
        }
        if (chunkEnd == end) {
            agreed = idsEnd;
        } else {
            join();
        }
    }

    private void join() {
        // The token at which the next chunk begins.
        int first = idsEnd;
        int at = chunkEnd;
        while (first > idsAt + 1 && chunkEnd - at < overlap) {
            at -= vocabulary.length(ids[--first]);
        }
        for (long size = chunk; ; size *= 2) {
            nextChunkEnd = (int) Math.min(end, at + size);
            nextEnd = encode(at, nextChunkEnd);
            if (joins(first, at, worker.ids())) {
                nextIds = copy(nextIds, nextEnd);
                return;
            }
            if (nextChunkEnd == end) {
                throw new EncodingException(
                        "the encodings of the parts of a long piece must agree, but those around byte " + at
                                + " do not");
            }
        }
    }

    /** Encodes a chunk, unless it has the bytes of the last one, as the chunks of long runs do. */
    private int encode(int from, int to) {
        boolean again = encodedTo >= 0
                && encodedTo - encodedFrom == to - from
                && Arrays.equals(text, encodedFrom, encodedTo, text, from, to);
        if (!again) {
            encodedCount = worker.merge(text, from, to);
        }
        encodedFrom = from;
        encodedTo = to;
        return encodedCount;
    }

    /** Looks for a boundary that both chunks have, and whose tokens are neighbours in an encoding. */
    private boolean joins(int first, int at, int[] next) {
        int left = first;
        int leftAt = at;
        int right = 0;
        int rightAt = at;
        while (left <= idsEnd && right < nextEnd) {
            if (leftAt == rightAt) {
                if (left > idsAt && checker.areNeighbours(ids[left - 1], next[right])) {
                    agreed = left;
                    nextFrom = right;
                    return true;
                }
                rightAt += vocabulary.length(next[right++]);
            } else if (leftAt < rightAt) {
                if (left == idsEnd) {
                    return false;
                }
                leftAt += vocabulary.length(ids[left++]);
            } else {
                rightAt += vocabulary.length(next[right++]);
            }
        }
        return false;
    }

    private int[] copy(int[] room, int n) {
        int[] target = room.length >= n ? room : Arrays.copyOf(room, Math.max(n, 2 * room.length));
        System.arraycopy(worker.ids(), 0, target, 0, n);
        return target;
    }
}
