package dev.millrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Format json: one object with {@code "text"} (a string) or {@code "base64"} (bytes), and optionally {@code id}, {@code
 * tenant}, {@code domain}, {@code tokenizer}, {@code mediaType}, {@code language}, {@code labels} (an object of strings)
 * and {@code eventTime} (milliseconds since the epoch, or ISO 8601). Other fields are ignored. What the object does not
 * say, key and headers do, as in format text.
 */
final class JsonDocumentDecoder implements DocumentDecoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final PlainDocumentDecoder PLAIN = new PlainDocumentDecoder();

    @Override
    public Decoded decode(Headers headers, byte @Nullable [] value) {
        if (!(PLAIN.decode(headers, value) instanceof Decoded.Document plain)) {
            return Decoded.Tombstone.INSTANCE;
        }
        try (JsonParser parser = JSON.createParser(plain.buffer())) {
            return new Fields(plain).read(parser);
        } catch (IOException | DateTimeException e) {
            return undecodable("but the parser says: " + firstLine(e.getMessage()));
        }
    }

    private static Decoded undecodable(String actual) {
        return new Decoded.Undecodable(
                RejectReason.UNDECODABLE, "the value must be one JSON object with \"text\" or \"base64\", " + actual);
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "nothing" : message.lines().findFirst().orElse("");
    }

    /** What is read so far. */
    private static final class Fields {
        private String id;
        private String tenant;
        private @Nullable String domain;
        private @Nullable String tokenizer;
        private long eventTime = Decoded.Document.NO_EVENT_TIME;
        private final Map<String, String> labels = new HashMap<>();
        private byte @Nullable [] content;

        Fields(Decoded.Document plain) {
            id = plain.id();
            tenant = plain.tenant();
            domain = plain.domain();
            tokenizer = plain.tokenizer();
        }

        Decoded read(JsonParser parser) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return undecodable("but starts with " + parser.currentToken());
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                field(name, parser);
            }
            if (parser.nextToken() != null) {
                return undecodable("but something follows the object");
            }
            byte[] read = content;
            if (read == null) {
                return undecodable("but has neither");
            }
            return new Decoded.Document(id, tenant, domain, tokenizer, labels, eventTime, read, 0, read.length);
        }

        private void field(String name, JsonParser parser) throws IOException {
            boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
            switch (name) {
                case "text" -> content = isNull ? content : string(name, parser).getBytes(UTF_8);
                case "base64" -> content = isNull ? content : parser.getBinaryValue();
                case "id" -> id = isNull ? id : scalar(name, parser);
                case "tenant" -> tenant = isNull ? tenant : string(name, parser);
                case "domain" -> domain = isNull ? domain : string(name, parser);
                case "tokenizer" -> tokenizer = isNull ? tokenizer : string(name, parser);
                case "labels" -> labels(parser);
                case "eventTime" -> eventTime = isNull ? eventTime : time(parser);
                default -> parser.skipChildren();
            }
        }

        private void labels(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                labels.put(name, scalar(name, parser));
            }
        }

        private static long time(JsonParser parser) throws IOException {
            return parser.currentToken().isNumeric()
                    ? parser.getLongValue()
                    : Instant.parse(string("eventTime", parser)).toEpochMilli();
        }

        private static String scalar(String name, JsonParser parser) throws IOException {
            return parser.currentToken().isScalarValue() ? parser.getText() : string(name, parser);
        }

        private static String string(String name, JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new IOException("field " + name + " must be a string, but is " + parser.currentToken());
            }
            return parser.getText();
        }
    }
}
