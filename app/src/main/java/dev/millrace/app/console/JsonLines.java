package dev.millrace.app.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.OutputStream;

/** Writes JSON Lines: one object a line. */
public final class JsonLines {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private JsonLines() {}

    /** Writes the members of one object. */
    @FunctionalInterface
    public interface Members {
        /** Writes the members to {@code json}; the braces are not its business. */
        void write(JsonGenerator json) throws IOException;
    }

    /** Writes one object and a line end to {@code out}, without flushing it. */
    public static void write(OutputStream out, Members members) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }
}
