package dev.millrace.tokenizer.general;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.vocab.ByteAlphabet;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of a model that sees bytes as characters of GPT-2's alphabet, and the added tokens beside them. */
final class AlphabetTokens implements TokenSet {
    private final PieceModel model;
    private final Vocabulary vocabulary;
    private final Map<Integer, AddedToken> added = new HashMap<>();
    private final int size;

    AlphabetTokens(PieceModel model, List<AddedToken> addedTokens) {
        this.model = model;
        vocabulary = model.vocabulary();
        int greatest = vocabulary.size() - 1;
        for (AddedToken token : addedTokens) {
            added.putIfAbsent(token.id(), token);
            greatest = Math.max(greatest, token.id());
        }
        size = greatest + 1;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean contains(int id) {
        return added.containsKey(id) || vocabulary.contains(id);
    }

    @Override
    public boolean isSpecial(int id) {
        AddedToken token = added.get(id);
        return token != null && token.special();
    }

    @Override
    public byte[] bytes(int id) {
        AddedToken token = added.get(id);
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
        return id >= 0 && added.containsKey(id) ? -1 : id;
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
