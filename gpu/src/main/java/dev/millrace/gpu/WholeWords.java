package dev.millrace.gpu;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.BpeWorker;
import dev.millrace.tokenizer.vocab.Vocabulary;

/**
 * Which tokens a word becomes that has their bytes: all of a model that takes whole pieces, else those that merges lead to.
 *
 * <p><b>Thread safety:</b> none; for loading.
 */
final class WholeWords {
    private final BpeModel model;
    private final Vocabulary vocabulary;
    private final BpeWorker worker;

    WholeWords(BpeModel model) {
        this.model = model;
        vocabulary = model.vocabulary();
        worker = model.newWorker();
    }

    /** Whether a word with the bytes of token {@code id} becomes that token. */
    boolean contains(int id) {
        if (!vocabulary.contains(id) || vocabulary.length(id) == 0) {
            return false;
        }
        byte[] token = vocabulary.token(id);
        if (model.takesWholePieces()) {
            return vocabulary.find(token, 0, token.length) == id;
        }
        return worker.encode(token, 0, token.length) == 1 && worker.ids()[0] == id;
    }
}
