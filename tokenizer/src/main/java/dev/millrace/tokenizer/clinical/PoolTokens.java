package dev.millrace.tokenizer.clinical;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.general.PieceGroups;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.TokensBesideAdded;
import java.util.Arrays;
import java.util.List;

/** The tokens of a pool over a byte-level base. */
final class PoolTokens extends TokensBesideAdded {
    private final PoolTextModel model;

    PoolTokens(PoolTextModel model, List<AddedToken> addedTokens) {
        super(model.vocabulary(), addedTokens);
        this.model = model;
    }

    @Override
    public byte[] bytes(int id) {
        AddedToken token = added(id);
        return token != null ? token.content().getBytes(UTF_8) : vocabulary.token(id);
    }

    @Override
    public int find(byte[] text, int from, int to) {
        int id = vocabulary.find(text, from, to);
        return id >= 0 && isSpecial(id) ? -1 : id;
    }

    /** Takes a text for one word in a sentence of its own. */
    @Override
    public Speller newSpeller() {
        PieceGroups sentences = model.sentences().get();
        return text -> {
            int[] ids = new int[text.length];
            sentences.begin();
            if (text.length > 0 && !sentences.add(text, 0, text.length, text.length)) {
                sentences.close();
            }
            return Arrays.copyOf(ids, sentences.next(ids, 0, ids.length));
        };
    }
}
