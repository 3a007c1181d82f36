package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code model} object of a {@code tokenizer.json}, with its two long fields read apart from the others. */
final class ModelJson {
    /** Greater ids are not those of a vocabulary, and arrays by id would take all memory. */
    private static final int GREATEST_ID = 1 << 24;

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    private final Map<String, Integer> vocab = new HashMap<>(1 << 16);
    /** Merge {@code i} is {@code merges.get(2 * i)} with {@code merges.get(2 * i + 1)}. */
    private final List<String> merges = new ArrayList<>();

    /** Special tokens that data can give. */
    private final Set<String> forbidden = new HashSet<>();

    private boolean hasMerges;
    private boolean listVocab;
    /** Of a Unigram vocabulary: its tokens by id, of which several can be the same, and the scores. */
    private final List<String> scoredTokens = new ArrayList<>();

    private double[] scores = {};

    /** Reads the object at which {@code parser} stands. */
    static ModelJson read(JsonParser parser) throws IOException {
        ModelJson model = new ModelJson();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("vocab") && value == JsonToken.START_OBJECT) {
                model.readVocab(parser);
            } else if (name.equals("vocab") && value == JsonToken.START_ARRAY) {
                model.listVocab = true;
                model.readList(parser);
            } else if (name.equals("merges") && value == JsonToken.START_ARRAY) {
                model.hasMerges = true;
                model.readMerges(parser);
            } else if (name.equals("merges") && value != JsonToken.VALUE_NULL) {
                throw new TokenizerLoadException("model.merges must be a list");
            } else {
                model.fields.put(name, JsonView.read(parser));
            }
        }
        return model;
    }

    /** Everything but {@code vocab} and {@code merges}. */
    JsonView view() {
        return new JsonView("model", fields);
    }

    /** The model's type; files that leave it out mean the one whose fields they have. */
    String type() {
        JsonView view = view();
        if (view.has("type")) {
            return view.type();
        }
        return hasMerges ? "BPE" : listVocab ? "Unigram" : "WordPiece";
    }

    /** Number of tokens. */
    int size() {
        return listVocab ? scoredTokens.size() : vocab.size();
    }

    /** The tokens of a Unigram vocabulary by id; of equal ones the last is in {@link #vocab}. */
    List<String> scoredTokens() {
        return scoredTokens;
    }

    /** The score of each of them; empty for other models. */
    double[] scores() {
        return Arrays.copyOf(scores, scoredTokens.size());
    }

    Map<String, Integer> vocab() {
        return vocab;
    }

    List<String> merges() {
        return merges;
    }

    /** Special tokens that {@link #forbid} has taken from data; they are never found by their text. */
    Set<String> forbidden() {
        return forbidden;
    }

    /**
     * Takes out the merges that make a token of {@code special}; those that go on from it are never reached then.
     *
     * @throws TokenizerLoadException if the model has no merges to take out, or a special token is a single character
     */
    void forbid(Set<String> special) {
        if (!type().equals("BPE")) {
            throw new TokenizerLoadException(
                    "model.type must be BPE where special tokens are forbidden in data, got " + type());
        }
        String prefix = view().stringOrEmpty("continuing_subword_prefix");
        List<String> kept = new ArrayList<>(merges.size());
        for (int i = 0; i < merges.size(); i += 2) {
            String right = merges.get(i + 1);
            String merged = merges.get(i) + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
            if (special.contains(merged)) {
                forbidden.add(merged);
            } else {
                kept.addAll(merges.subList(i, i + 2));
            }
        }
        merges.clear();
        merges.addAll(kept);
        for (String token : special) {
            if (vocab.containsKey(token) && token.codePointCount(0, token.length()) == 1) {
                throw new TokenizerLoadException(
                        "special tokens must be longer than a character to be forbidden in data, " + "got " + token);
            }
            if (vocab.containsKey(token) && view().flag("ignore_merges", false)) {
                forbidden.add(token);
            }
        }
    }

    private void readVocab(JsonParser parser) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String token = parser.currentName();
            if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT || parser.getIntValue() < 0) {
                throw new TokenizerLoadException("model.vocab must give each token an id of at least 0, but gives "
                        + token + " " + parser.getText());
            }
            if (parser.getIntValue() > GREATEST_ID) {
                throw new TokenizerLoadException("model.vocab must have ids of at most " + GREATEST_ID + ", but gives "
                        + token + " " + parser.getText());
            }
            vocab.put(token, parser.getIntValue());
        }
    }

    /** A Unigram vocabulary: pairs of a token and its score; the place in the list is the id. */
    private void readList(JsonParser parser) throws IOException {
        for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
            if (parser.currentToken() != JsonToken.START_ARRAY || parser.nextToken() != JsonToken.VALUE_STRING) {
                throw notScored(id);
            }
            String token = parser.getText();
            if (!parser.nextToken().isNumeric()) {
                throw notScored(id);
            }
            if (id == scores.length) {
                scores = Arrays.copyOf(scores, 2 * id + 1024);
            }
            scores[id] = Score.parse(parser.getText());
            scoredTokens.add(token);
            vocab.put(token, id);
            if (parser.nextToken() != JsonToken.END_ARRAY) {
                throw notScored(id);
            }
        }
    }

    private static TokenizerLoadException notScored(int id) {
        return new TokenizerLoadException("model.vocab[" + id + "] must be a token with its score");
    }

    private void readMerges(JsonParser parser) throws IOException {
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                int before = merges.size();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    merges.add(parser.getText());
                }
                if (merges.size() != before + 2) {
                    throw new TokenizerLoadException("model.merges[" + index + "] must have two parts, got "
                            + merges.subList(before, merges.size()));
                }
            } else {
                String merge = parser.getText();
                if (merge.startsWith("#version")) { // the first line of a merges.txt; the library skips it too
                    continue;
                }
                int space = merge.indexOf(' ');
                if (space < 0 || merge.indexOf(' ', space + 1) >= 0) {
                    throw new TokenizerLoadException(
                            "model.merges[" + index + "] must be two parts with one space between, got " + merge);
                }
                merges.add(merge.substring(0, space));
                merges.add(merge.substring(space + 1));
            }
        }
    }
}
