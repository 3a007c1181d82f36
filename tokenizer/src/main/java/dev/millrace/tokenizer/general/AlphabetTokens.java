package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.TokensBesideAdded;
import dev.millrace.tokenizer.vocab.ByteAlphabet;
import java.util.Arrays;
import java.util.List;

/** The tokens of a model that sees bytes as characters of GPT-2's alphabet, and the added tokens beside them. */
final class AlphabetTokens extends TokensBesideAdded {
    private final PieceModel model;

    AlphabetTokens(PieceModel model, List<AddedToken> addedTokens) {
        super(model.vocabulary(), addedTokens);
        this.model = model;
    }

    @Override
    public byte[] bytes(int id) {
        AddedToken token = added(id);
        if (token != null) {
            return token.content().getBytes(UTF_8);
        }
        byte[] spelled = vocabulary.token(id);
        byte[] bytes = ByteAlphabet.decode(new String(spelled, UTF_8));
        return bytes == null ? spelled : bytes;
    }

    @Override
    public int find(byte[] text, int from, int to) {
        byte[] spelled = spelled(text, from, to);
        int id = vocabulary.find(spelled, 0, spelled.length);
        return id >= 0 && added(id) != null ? -1 : id;
    }

    @Override
    public Speller newSpeller() {
        PieceModel.Worker worker = model.newWorker();
        return text -> {
            byte[] spelled = spelled(text, 0, text.length);
            int count = spelled.length == 0 ? 0 : worker.encode(spelled, 0, spelled.length);
            return Arrays.copyOf(worker.ids(), count);
        };
    }

    private static byte[] spelled(byte[] text, int from, int to) {
        StringBuilder spelled = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            spelled.append(ByteAlphabet.of(text[i] & 0xff));
        }
        return spelled.toString().getBytes(UTF_8);
    }
}
