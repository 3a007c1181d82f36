package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.pipeline.AddedToken;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code added_tokens} of a {@code tokenizer.json}. */
final class AddedTokensJson {
    private AddedTokensJson() {}

    /**
     * Reads them. As in the reference library, the id in the file is not what decides: a token of the model's vocabulary
     * has its id there, any other the next one after both the vocabulary and the added tokens before it. Of several with
     * the same text the last one's flags count, but all are special if one is.
     */
    static List<AddedToken> of(JsonView root, Map<String, Integer> vocab) {
        return of(root, vocab, vocab.size());
    }

    /** The same for a model of {@code modelSize} tokens. */
    static List<AddedToken> of(JsonView root, Map<String, Integer> vocab, int modelSize) {
        Map<String, AddedToken> tokens = new LinkedHashMap<>();
        int nextId = modelSize;
        for (JsonView token : root.objects("added_tokens")) {
            if (token.integer("id") < 0) { // must be there, though it decides nothing
                throw token.refuse("id", "at least 0");
            }
            String content = token.string("content");
            AddedToken before = tokens.get(content);
            int id = before != null ? before.id() : vocab.getOrDefault(content, nextId);
            if (!content.isEmpty()) {
                AddedToken read = read(token, id, before);
                if (before != null && read.special() && !before.special()) {
                    tokens.remove(content); // among special tokens it is the last
                }
                tokens.put(content, read);
                nextId = Math.max(nextId, id + 1);
            }
        }
        return List.copyOf(tokens.values());
    }

    private static AddedToken read(JsonView token, int id, @Nullable AddedToken before) {
        boolean special = token.flag("special", false);
        boolean normalized = token.flag("normalized", !special);
        if (before != null && normalized != before.normalized()) {
            throw token.refuse("normalized", "the same as of the other token with this text");
        }
        return new AddedToken(
                token.string("content"),
                id,
                special || before != null && before.special(),
                normalized,
                token.flag("lstrip", false),
                token.flag("rstrip", false),
                token.flag("single_word", false));
    }
}
