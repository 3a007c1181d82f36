package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.tokenizer.Encoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of one document, 4 bytes each, in chunks: output names their number before the first of them. Chunks are kept
 * from document to document.
 */
final class IdBuffer {
    private static final int CHUNK = 1 << 16;

    private final List<int[]> chunks = new ArrayList<>();
    private long size;

    /** Replaces the content by all ids of the document that {@code encoder} has begun. */
    void fill(Encoder encoder) {
        size = 0;
        while (true) {
            int chunk = (int) (size / CHUNK);
            int from = (int) (size % CHUNK);
            if (chunk == chunks.size()) {
                chunks.add(new int[CHUNK]);
            }
            int n = encoder.next(chunks.get(chunk), from, CHUNK);
            if (n == 0) {
                return;
            }
            size += n;
        }
    }

    /** Number of ids. */
    long size() {
        return size;
    }

    /** Writes the ids as one JSON array. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (long at = 0; at < size; at++) {
            json.writeNumber(chunks.get((int) (at / CHUNK))[(int) (at % CHUNK)]);
        }
        json.writeEndArray();
    }
}
