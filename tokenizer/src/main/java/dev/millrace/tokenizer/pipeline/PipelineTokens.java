package dev.millrace.tokenizer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of a byte-level model and the added tokens beside them. */
public final class PipelineTokens implements TokenSet {
    private final BpeModel model;
    private final Vocabulary vocabulary;
    private final Map<Integer, AddedToken> added = new HashMap<>();
    private final int size;

    /** The tokens of {@code model} and {@code addedTokens}; an added token comes before a model's of the same id. */
    public PipelineTokens(BpeModel model, List<AddedToken> addedTokens) {
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
        return token != null ? token.content().getBytes(UTF_8) : vocabulary.token(id);
    }

    @Override
    public int find(byte[] text, int from, int to) {
        int id = vocabulary.find(text, from, to);
        return id >= 0 && isSpecial(id) ? -1 : id;
    }

    @Override
    public Speller newSpeller() {
        LongPieceEncoder encoder = model.newLongPieceEncoder();
        return text -> {
            int[] ids = new int[text.length];
            encoder.begin(text, 0, text.length);
            return Arrays.copyOf(ids, encoder.next(ids, 0, ids.length));
        };
    }
}
