package dev.millrace.tokenizer.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.LongPieceEncoder;
import java.util.Arrays;
import java.util.List;

/** The tokens of a byte-level model and the added tokens beside them. */
public final class PipelineTokens extends TokensBesideAdded {
    private final BpeModel model;

    /** The tokens of {@code model} and {@code addedTokens}; an added token comes before a model's of the same id. */
    public PipelineTokens(BpeModel model, List<AddedToken> addedTokens) {
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

    @Override
    public long[] merges() {
        return model.merges().pairs();
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
