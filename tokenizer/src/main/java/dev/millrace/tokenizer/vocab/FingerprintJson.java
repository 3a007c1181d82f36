package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.pipeline.AddedToken;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of a {@code tokenizer.json}: everything in the file that can change ids, whichever form encodes. Empty
 * affixes count as absent ones; truncation, padding and the decoder change no ids.
 */
final class FingerprintJson {
    /** Version of the pinned Unicode tables, all stages together. */
    private static final String UNICODE = "regex 16.0, text 17.0, forms 12.1, bert 8.0";

    /** Version of the table of grapheme clusters, which only {@code Precompiled} uses. */
    private static final String GRAPHEMES = "16.0";

    private FingerprintJson() {}

    static String of(JsonView root, ModelJson model, List<AddedToken> added) {
        Fingerprint fingerprint = new Fingerprint();
        fingerprint.add("unicode", UNICODE).add("model", model.type());
        if (String.valueOf(root.fields().get("normalizer")).contains("Precompiled")) {
            fingerprint.add("graphemes", GRAPHEMES);
        }
        addVocabulary(fingerprint, model.vocab());
        for (double score : model.scores()) {
            fingerprint.add("score", Double.toHexString(score));
        }
        for (String part : model.merges()) {
            fingerprint.add("merge", part);
        }
        Map<String, @Nullable Object> fields = new TreeMap<>(model.view().fields());
        fields.remove("type");
        fields.forEach((field, value) -> {
            if (value != null && !value.equals("") && !value.equals(false)) {
                fingerprint.add(field, value.toString());
            }
        });
        for (String token : new TreeSet<>(model.forbidden())) {
            fingerprint.add("forbidden in data", token);
        }
        for (AddedToken token : added) {
            fingerprint.add("added", token.toString());
        }
        for (String stage : List.of("normalizer", "pre_tokenizer", "post_processor")) {
            fingerprint.add(stage, String.valueOf(root.fields().get(stage)));
        }
        return fingerprint.finish();
    }

    private static void addVocabulary(Fingerprint fingerprint, Map<String, Integer> vocab) {
        TreeMap<Integer, String> byId = new TreeMap<>();
        vocab.forEach((token, id) -> byId.put(id, token));
        byId.forEach((id, token) -> fingerprint.add(token, id));
    }
}
