package dev.millrace.tokenizer.pipeline;

import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens of a model and the added tokens beside them; an added token comes before a model's of the same id. */
public abstract class TokensBesideAdded implements TokenSet {
    /** The tokens of the model, as they are written in the file. */
    protected final Vocabulary vocabulary;

    private final Map<Integer, AddedToken> added = new HashMap<>();
    private final int size;

    /** The tokens of {@code vocabulary} and {@code addedTokens}. */
    protected TokensBesideAdded(Vocabulary vocabulary, List<AddedToken> addedTokens) {
        this.vocabulary = vocabulary;
        int greatest = vocabulary.size() - 1;
        for (AddedToken token : addedTokens) {
            added.putIfAbsent(token.id(), token);
            greatest = Math.max(greatest, token.id());
        }
        size = greatest + 1;
    }

    /** The added token with an id, or null. */
    protected final @Nullable AddedToken added(int id) {
        return added.get(id);
    }

    @Override
    public final int size() {
        return size;
    }

    @Override
    public final boolean contains(int id) {
        return added.containsKey(id) || vocabulary.contains(id);
    }

    @Override
    public final boolean isSpecial(int id) {
        AddedToken token = added.get(id);
        return token != null && token.special();
    }
}
