package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.djl.DjlTokenizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.AddedTokenMatcher;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prepares a {@code tokenizer.json} for the Hugging Face library. */
final class DjlJson {
    private static final JsonFactory JSON = TokenizerJson.JSON;

    private DjlJson() {}

    /** Loads {@code json}, which has no native form, with the library. */
    static Tokenizer load(String json, String name) throws IOException {
        List<@Nullable Object> addedTokens = new ArrayList<>();
        int modelSize = 0;
        Map<String, Integer> vocab = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new TokenizerLoadException("a tokenizer.json must be an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                boolean isObject = parser.nextToken() == JsonToken.START_OBJECT;
                if (field.equals("added_tokens") && JsonView.read(parser) instanceof List<?> list) {
                    addedTokens.addAll(list);
                } else if (isObject && field.equals("model")) {
                    ModelJson model = ModelJson.read(parser);
                    refuseDropout(model.view());
                    vocab = model.vocab();
                    modelSize = model.size();
                } else {
                    parser.skipChildren();
                }
            }
            TokenizerJson.requireEnd(parser, "a tokenizer.json");
        }
        List<AddedToken> all = read(addedTokens, vocab, modelSize);
        Set<String> specialTokens = all.stream()
                .filter(AddedToken::special)
                .map(AddedToken::content)
                .collect(Collectors.toSet());
        List<@Nullable Object> kept = new ArrayList<>(addedTokens);
        kept.removeIf(token ->
                specialTokens.contains(JsonView.view("added_tokens[]", token).string("content")));
        Map<String, Integer> ids = new HashMap<>();
        all.forEach(token -> ids.put(token.content(), token.id()));
        Map<Integer, Integer> renumbered = new HashMap<>();
        for (AddedToken token : read(kept, vocab, modelSize)) {
            renumbered.put(token.id(), ids.getOrDefault(token.content(), token.id()));
        }
        int size = all.stream().mapToInt(AddedToken::id).max().orElse(-1) + 1;
        AddedTokenMatcher special =
                new AddedTokenMatcher(all.stream().filter(AddedToken::special).toList());
        DjlTokenizer.Source source = new DjlTokenizer.Source(
                json, withAddedTokens(json, kept), renumbered, special, Math.max(size, modelSize));
        String fingerprint = new Fingerprint().add("file", json).finish();
        return new DjlTokenizer(name, fingerprint, source);
    }

    /** The library would give other ids on each call. */
    private static void refuseDropout(JsonView model) {
        if (model.has("dropout") && !Double.valueOf(0).equals(model.fields().get("dropout"))) {
            throw model.refuse("dropout", "null");
        }
    }

    private static List<AddedToken> read(List<@Nullable Object> tokens, Map<String, Integer> vocab, int modelSize) {
        Map<String, @Nullable Object> root = new LinkedHashMap<>();
        root.put("added_tokens", tokens);
        return AddedTokensJson.of(new JsonView("", root), vocab, modelSize);
    }

    /** The same file with other added tokens. */
    private static String withAddedTokens(String json, List<@Nullable Object> tokens) throws IOException {
        StringWriter out = new StringWriter(json.length());
        try (JsonParser parser = JSON.createParser(json);
                JsonGenerator generator = JSON.createGenerator(out)) {
            parser.nextToken();
            generator.writeStartObject();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                parser.nextToken();
                generator.writeFieldName(field);
                if (field.equals("added_tokens")) {
                    parser.skipChildren();
                    write(generator, tokens);
                } else {
                    generator.copyCurrentStructure(parser);
                }
            }
            generator.writeEndObject();
        }
        return out.toString();
    }

    private static void write(JsonGenerator generator, @Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                generator.writeFieldName(String.valueOf(field.getKey()));
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else {
            generator.writeNull();
        }
    }
}
