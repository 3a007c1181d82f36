package dev.millrace.app.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.millrace.app.console.Reasons;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document given as one line of JSON: a string, or an object with {@code text} or {@code base64} and optional facts
 * about it: {@code id}, {@code tenant}, {@code domain}, {@code tokenizer}, {@code mediaType}, {@code language}, {@code
 * labels} (an object of strings) and {@code eventTime} (milliseconds since the epoch, or ISO 8601). Other members are
 * ignored.
 */
public final class JsonDocument {
    // A document may be as long as memory allows; what the topic takes is checked by whoever sends it.
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Map<String, String> facts = new HashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private @Nullable Long eventTime;
    private byte @Nullable [] content;

    private JsonDocument() {}

    /**
     * Parses the JSON value in {@code line[from, to)}.
     *
     * @throws MalformedDocumentException if it is not such a value; the message says what was expected and found
     */
    public static JsonDocument parse(byte[] line, int from, int to) {
        JsonDocument document = new JsonDocument();
        try (JsonParser json = JSON.createParser(line, from, to - from)) {
            document.read(json);
            if (json.nextToken() != null) {
                throw new MalformedDocumentException("must be one JSON value, but more follows it");
            }
        } catch (IOException e) {
            // A parser over an array reads nothing, so that it is never the machine's fault.
            throw new MalformedDocumentException("must be JSON: " + Reasons.ofJson(e));
        }
        return document;
    }

    /** The document: the text as UTF-8, or the decoded bytes. */
    public byte[] content() {
        if (content == null) {
            throw new IllegalStateException("parse sets the content");
        }
        return content;
    }

    /** What the line says under {@code name}: id, tenant, domain, tokenizer, mediaType or language; or null. */
    public @Nullable String fact(String name) {
        return facts.get(name);
    }

    /** Free labels. */
    public Map<String, String> labels() {
        return labels;
    }

    /** When the document came to be, in milliseconds since the epoch, or null. */
    public @Nullable Long eventTime() {
        return eventTime;
    }

    private void read(JsonParser json) throws IOException {
        JsonToken first = json.nextToken();
        if (first == JsonToken.VALUE_STRING) {
            content = text(json);
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new MalformedDocumentException(
                    "must be a JSON string or an object with \"text\" or \"base64\", got " + describe(first));
        }
        for (String name; (name = json.nextFieldName()) != null; ) {
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                member(json, name);
            }
        }
        if (content == null) {
            throw new MalformedDocumentException("must have a member \"text\" or \"base64\", but has neither");
        }
    }

    private void member(JsonParser json, String name) throws IOException {
        switch (name) {
            case "text" -> {
                require(name, json, JsonToken.VALUE_STRING, "a string");
                setContent(text(json));
            }
            case "base64" -> {
                require(name, json, JsonToken.VALUE_STRING, "a string");
                setContent(base64(json));
            }
            case "id", "tenant", "domain", "tokenizer", "mediaType", "language" -> facts.put(name, scalar(name, json));
            case "eventTime" -> eventTime = time(json);
            case "labels" -> {
                require(name, json, JsonToken.START_OBJECT, "an object of strings");
                for (String label; (label = json.nextFieldName()) != null; ) {
                    json.nextToken();
                    labels.put(label, scalar("labels." + label, json));
                }
            }
            default -> json.skipChildren();
        }
    }

    private void setContent(byte[] bytes) {
        if (content != null) {
            throw new MalformedDocumentException("must have one member \"text\" or \"base64\", but has two");
        }
        content = bytes;
    }

    private static byte[] text(JsonParser json) throws IOException {
        return Utf8.encode(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
    }

    private static byte[] base64(JsonParser json) throws IOException {
        try {
            return json.getBinaryValue();
        } catch (JsonProcessingException e) {
            throw new MalformedDocumentException("must have valid \"base64\": " + e.getOriginalMessage());
        }
    }

    private static String scalar(String name, JsonParser json) throws IOException {
        if (!json.currentToken().isScalarValue()) {
            require(name, json, JsonToken.VALUE_STRING, "a string");
        }
        return json.getText();
    }

    private static long time(JsonParser json) throws IOException {
        try {
            return json.currentToken() == JsonToken.VALUE_NUMBER_INT
                    ? json.getLongValue()
                    : Instant.parse(json.getText()).toEpochMilli();
        } catch (DateTimeException e) {
            throw new MalformedDocumentException(
                    "must have milliseconds or ISO 8601 as \"eventTime\", got " + json.getText());
        }
    }

    private static void require(String name, JsonParser json, JsonToken expected, String words) {
        if (json.currentToken() != expected) {
            throw new MalformedDocumentException(
                    "must have " + words + " as \"" + name + "\", got " + describe(json.currentToken()));
        }
    }

    private static String describe(@Nullable JsonToken token) {
        return token == null ? "nothing" : token.isNumeric() ? "a number" : token.name();
    }
}
