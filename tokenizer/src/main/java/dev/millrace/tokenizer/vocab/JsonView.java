package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.TokenizerLoadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with the path that leads to it, so that every refusal can name the place.
 *
 * @param path e.g. {@code normalizer.normalizers[1]}; empty for the root
 * @param fields values are String, Long, Double, Boolean, List, Map or null
 */
record JsonView(String path, Map<String, @Nullable Object> fields) {

    /** Reads the value at which {@code parser} stands. */
    static @Nullable Object read(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, read(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Refuses: {@code rule} says what the field must be. */
    TokenizerLoadException refuse(String field, String rule) {
        return new TokenizerLoadException(at(field) + " must be " + rule + ", got " + fields.get(field));
    }

    String at(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    boolean has(String field) {
        return fields.get(field) != null;
    }

    String type() {
        return string("type");
    }

    String string(String field) {
        if (fields.get(field) instanceof String value) {
            return value;
        }
        throw refuse(field, "text");
    }

    /** An absent or null field counts as the empty text. */
    String stringOrEmpty(String field) {
        return has(field) ? string(field) : "";
    }

    boolean flag(String field, boolean otherwise) {
        if (!has(field)) {
            return otherwise;
        }
        if (fields.get(field) instanceof Boolean value) {
            return value;
        }
        throw refuse(field, "true or false");
    }

    int integer(String field) {
        if (fields.get(field) instanceof Long value && value == value.intValue()) {
            return value.intValue();
        }
        throw refuse(field, "a whole number of 32 bits");
    }

    /** The object in a field, or null if it is absent or null. */
    @Nullable
    JsonView object(String field) {
        return has(field) ? view(at(field), fields.get(field)) : null;
    }

    /** The objects of the list in a field; none if it is absent or null. */
    List<JsonView> objects(String field) {
        if (!has(field)) {
            return List.of();
        }
        List<JsonView> views = new ArrayList<>();
        if (!(fields.get(field) instanceof List<?> list)) {
            throw refuse(field, "a list");
        }
        for (Object element : list) {
            views.add(view(at(field) + "[" + views.size() + "]", element));
        }
        return views;
    }

    @SuppressWarnings("unchecked")
    static JsonView view(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new JsonView(path, (Map<String, @Nullable Object>) map);
        }
        throw new TokenizerLoadException(path + " must be an object, got " + value);
    }
}
