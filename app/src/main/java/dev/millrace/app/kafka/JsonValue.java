package dev.millrace.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.app.console.JsonLines;
import dev.millrace.schemas.RawDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A document as the JSON object that a documents topic of format json holds. */
final class JsonValue {
    private JsonValue() {}

    static byte[] of(RawDocument document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            JsonLines.write(bytes, json -> members(json, document));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] line = bytes.toByteArray();
        return Arrays.copyOf(line, line.length - 1); // without the line end
    }

    private static void members(JsonGenerator json, RawDocument document) throws IOException {
        json.writeStringField("id", document.getId());
        json.writeStringField("tenant", document.getTenant());
        optional(json, "domain", document.getDomain());
        optional(json, "tokenizer", document.getTokenizer());
        optional(json, "mediaType", document.getMediaType());
        optional(json, "language", document.getLanguage());
        if (document.getEventTime() != null) {
            json.writeNumberField("eventTime", document.getEventTime().toEpochMilli());
        }
        if (!document.getLabels().isEmpty()) {
            json.writeObjectFieldStart("labels");
            for (Map.Entry<String, String> label : document.getLabels().entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            json.writeEndObject();
        }
        content(json, document.getContent().duplicate());
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void content(JsonGenerator json, ByteBuffer content) throws IOException {
        try {
            json.writeStringField(
                    "text", UTF_8.newDecoder().decode(content.duplicate()).toString());
        } catch (CharacterCodingException e) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            json.writeBinaryField("base64", bytes);
        }
    }
}
