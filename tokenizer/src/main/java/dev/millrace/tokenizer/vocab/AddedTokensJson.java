package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.pipeline.AddedToken;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code added_tokens} of a {@code tokenizer.json}. */
final class AddedTokensJson {
    private AddedTokensJson() {}

    /**
     * Reads them; of several with the same text the first counts. As in the reference library, the id in the file is not
     * what decides: a token of the model's vocabulary has its id there, any other the next one after both the vocabulary
     * and the added tokens before it.
     */
    static List<AddedToken> of(JsonView root, Map<String, Integer> vocab) {
        return of(root, vocab, vocab.size());
    }

    /** The same for a model of {@code modelSize} tokens. */
    static List<AddedToken> of(JsonView root, Map<String, Integer> vocab, int modelSize) {
        List<AddedToken> tokens = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int nextId = modelSize;
        for (JsonView token : root.objects("added_tokens")) {
            token.integer("id"); // must be there, though it decides nothing
            String content = token.string("content");
            int fileId = token.integer("id");
            if (fileId < 0) {
                throw token.refuse("id", "at least 0");
            }
            if (content.isEmpty() || !seen.add(content)) {
                continue;
            }
            boolean special = token.flag("special", false);
            int id = vocab.getOrDefault(content, nextId);
            nextId = Math.max(nextId, id + 1);
            tokens.add(new AddedToken(
                    content,
                    id,
                    special,
                    token.flag("normalized", !special),
                    token.flag("lstrip", false),
                    token.flag("rstrip", false),
                    token.flag("single_word", false)));
        }
        return tokens;
    }
}
