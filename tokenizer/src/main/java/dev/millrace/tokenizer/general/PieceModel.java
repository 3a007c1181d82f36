package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * Turns pieces into ids.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public interface PieceModel {

    /** The tokens, as they are written in the file. */
    Vocabulary vocabulary();

    /** Returns a new worker, for one thread. */
    Worker newWorker();

    /** Returns a new worker that knows where ids come from, for one thread. */
    Places newPlaces();

    /** Returns {@code pieces} cut further where that cannot change ids; what it starts from is given to it. */
    default Pieces cut(Pieces pieces) {
        return pieces;
    }

    /** Turns one piece after the other into ids. */
    interface Worker {
        /** Encodes {@code text[from, to)}, which is not empty, and returns the number of ids; {@link #ids} has them. */
        int encode(byte[] text, int from, int to);

        /** The ids of the piece encoded last, from index 0 on; valid until the next call. */
        int[] ids();
    }

    /** Says which bytes of a piece its ids stand for. */
    interface Places {
        /** {@code ids[0, n)} are those of {@code text[from, to)}; id {@code i} stands for {@code text[starts[i], ends[i])}. */
        void find(byte[] text, int from, int to, int[] ids, int n, int[] starts, int[] ends);
    }
}
