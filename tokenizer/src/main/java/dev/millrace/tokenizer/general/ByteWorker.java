package dev.millrace.tokenizer.general;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.BpeWorker;

/** The byte-level model, piece by piece. */
final class ByteWorker implements PieceModel.Worker {
    private final BpeWorker worker;

    ByteWorker(BpeModel model) {
        worker = model.newWorker();
    }

    @Override
    public int encode(byte[] text, int from, int to) {
        return worker.encode(text, from, to);
    }

    @Override
    public int[] ids() {
        return worker.ids();
    }
}
