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

    /** Reads them; of several with the same text the first counts. */
    static List<AddedToken> of(JsonView root, Map<String, Integer> vocab) {
        List<AddedToken> tokens = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonView token : root.objects("added_tokens")) {
            String content = token.string("content");
            if (content.isEmpty() || !seen.add(content)) {
                continue;
            }
            boolean special = token.flag("special", false);
            int id = vocab.getOrDefault(content, token.integer("id"));
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
