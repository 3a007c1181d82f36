package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.vocab.Vocabulary;

/** Places of ids that stand for the bytes of their tokens, in order; bytes between that have no id are dropped ones. */
final class BytePlaces implements PieceModel.Places {
    private final Vocabulary vocabulary;

    BytePlaces(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    @Override
    public void find(byte[] text, int from, int to, int[] ids, int n, int[] starts, int[] ends) {
        int at = from;
        for (int i = 0; i < n; i++) {
            byte[] token = vocabulary.token(ids[i]);
            starts[i] = -1;
            for (byte b : token) {
                while (at < to && text[at] != b) {
                    at++;
                }
                starts[i] = starts[i] < 0 ? at : starts[i];
                at = Math.min(to, at + 1);
            }
            starts[i] = starts[i] < 0 ? at : starts[i];
            ends[i] = at;
        }
    }
}
