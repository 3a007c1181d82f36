package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.app.input.MalformedDocumentException;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import dev.millrace.tokenizer.dynamic.BoundaryMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A merge table as a line of JSON: what {@code millrace merges --ids} prints and {@code millrace decode} reads. */
final class MergeTableLine {
    /** The member that makes an object a merge table; its value is the table's id. */
    static final String ID = "mergeTable";

    private String fingerprint = "";
    private BoundaryMode boundary = BoundaryMode.PRETOKENS;
    private String language = "";
    private int firstId;
    private int maxBaseIds;
    private final List<BatchVocabulary.NewToken> tokens = new ArrayList<>();

    static void write(JsonGenerator json, String tokenizer, BatchVocabulary vocabulary) throws IOException {
        json.writeStringField(ID, vocabulary.id());
        json.writeStringField("tokenizer", tokenizer);
        json.writeStringField("fingerprint", vocabulary.tokenizerFingerprint());
        json.writeStringField("boundary", vocabulary.boundary().name().toLowerCase(Locale.ROOT));
        json.writeStringField("language", vocabulary.language());
        json.writeNumberField("maxBaseIds", vocabulary.maxBaseIds());
        json.writeNumberField("firstId", vocabulary.firstId());
        json.writeArrayFieldStart("tokens");
        for (BatchVocabulary.NewToken token : vocabulary.tokens()) {
            json.writeStartObject();
            json.writeBinaryField("bytes", token.bytes());
            json.writeFieldName("baseIds");
            json.writeArray(token.baseIds(), 0, token.baseIds().length);
            json.writeBooleanField("truncated", token.truncated());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Takes the member that {@code json} stands at; returns false if a table has no such member. */
    boolean take(String name, JsonToken value, JsonParser json) throws IOException {
        switch (name) {
            case "fingerprint" -> fingerprint = json.getText();
            case "boundary" -> boundary = boundary(json.getText());
            case "language" -> language = json.getText();
            case "firstId" -> firstId = json.getIntValue();
            case "maxBaseIds" -> maxBaseIds = json.getIntValue();
            case "tokens" -> {
                if (value != JsonToken.START_ARRAY) {
                    throw new MalformedDocumentException("must have an array as \"tokens\" of a merge table");
                }
                while (json.nextToken() == JsonToken.START_OBJECT) {
                    tokens.add(token(json));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static BoundaryMode boundary(String text) {
        try {
            return BoundaryMode.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new MalformedDocumentException("must have a boundary mode as \"boundary\", got " + text);
        }
    }

    private static BatchVocabulary.NewToken token(JsonParser json) throws IOException {
        byte[] bytes = {};
        int[] baseIds = {};
        boolean truncated = false;
        for (String name; (name = json.nextFieldName()) != null; ) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "bytes" -> bytes = json.getBinaryValue();
                case "baseIds" -> baseIds = IdLine.ids(json);
                case "truncated" -> truncated = value == JsonToken.VALUE_TRUE;
                default -> json.skipChildren();
            }
        }
        return new BatchVocabulary.NewToken(bytes, baseIds, truncated);
    }

    /**
     * The table.
     *
     * @throws MalformedDocumentException if its content does not have the id {@code id}
     */
    BatchVocabulary vocabulary(String id) {
        BatchVocabulary vocabulary = new BatchVocabulary(fingerprint, firstId, boundary, language, maxBaseIds, tokens);
        if (!vocabulary.id().equals(id)) {
            throw new MalformedDocumentException(
                    "must have a merge table whose content has its id, " + vocabulary.id() + ", got " + id);
        }
        return vocabulary;
    }
}
