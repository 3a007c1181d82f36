package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.nio.charset.StandardCharsets;

/** WordLevel: a piece is a token or unknown. */
public final class WordLevelModel implements PieceModel {
    private final Vocabulary vocabulary;
    private final int unknown;

    /** A model; {@code unknown} is the id of what is no token, or -1 if that is an error. */
    public WordLevelModel(Vocabulary vocabulary, int unknown) {
        this.vocabulary = vocabulary;
        this.unknown = unknown;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public Worker newWorker() {
        return new Worker() {
            private final int[] id = new int[1];

            @Override
            public int encode(byte[] text, int from, int to) {
                int found = vocabulary.find(text, from, to);
                if (found < 0 && unknown < 0) {
                    throw new EncodingException("every word must be in a vocabulary without an unknown token, but "
                            + new String(text, from, to - from, StandardCharsets.UTF_8) + " is not");
                }
                id[0] = found < 0 ? unknown : found;
                return 1;
            }

            @Override
            public int[] ids() {
                return id;
            }
        };
    }

    @Override
    public Places newPlaces() {
        return (text, from, to, ids, n, starts, ends) -> {
            starts[0] = from;
            ends[0] = to;
        };
    }
}
