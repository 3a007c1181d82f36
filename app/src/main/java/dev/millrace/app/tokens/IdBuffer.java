package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.tokenizer.CodePointSpans;
import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.SpanEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ids of one document, 4 bytes each, in chunks: output names their number before the first of them. With spans, 8
 * bytes more each. Chunks are kept from document to document.
 */
final class IdBuffer {
    private static final int CHUNK = 1 << 16;

    private final List<int[]> chunks = new ArrayList<>();
    private final List<int[]> spans = new ArrayList<>();
    private long size;

    /** Replaces the content by all ids of the document that {@code encoder} has begun. */
    void fill(Encoder encoder) {
        fill((chunk, from) -> encoder.next(chunk(chunks, chunk, CHUNK), from, CHUNK));
    }

    /** Replaces the content by all ids of the document that {@code encoder} has begun, and their spans. */
    void fill(SpanEncoder encoder) {
        fill((chunk, from) -> encoder.next(chunk(chunks, chunk, CHUNK), chunk(spans, chunk, 2 * CHUNK), from, CHUNK));
    }

    /** Replaces the content by all ids of the only document of {@code batch}, and their spans if it has some. */
    void fill(EncodedBatch batch) {
        int[] ids = batch.ids();
        int[] spansOfIds = batch.spans();
        int count = batch.count(0);
        fill((chunk, from) -> {
            int done = (int) size;
            int n = Math.min(count - done, CHUNK - from);
            System.arraycopy(ids, done, chunk(chunks, chunk, CHUNK), from, n);
            if (spansOfIds != null) {
                System.arraycopy(spansOfIds, 2 * done, chunk(spans, chunk, 2 * CHUNK), 2 * from, 2 * n);
            }
            return n;
        });
    }

    /** Puts the next ids into a chunk and says how many. */
    private interface Source {
        int next(int chunk, int from);
    }

    private void fill(Source source) {
        size = 0;
        for (int n; (n = source.next((int) (size / CHUNK), (int) (size % CHUNK))) > 0; ) {
            size += n;
        }
    }

    private static int[] chunk(List<int[]> chunks, int index, int length) {
        if (index == chunks.size()) {
            chunks.add(new int[length]);
        }
        return chunks.get(index);
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

    /** Writes the spans as members {@code spans}, in bytes, and {@code codePointSpans}; the document is {@code src[from, to)}. */
    void writeSpans(JsonGenerator json, byte[] src, int from, int to) throws IOException {
        json.writeFieldName("spans");
        writeSpans(json);
        CodePointSpans codePoints = new CodePointSpans(src, from, to);
        for (long at = 0; at < size; at++) {
            codePoints.convert(spans.get((int) (at / CHUNK)), (int) (at % CHUNK));
        }
        json.writeFieldName("codePointSpans");
        writeSpans(json);
    }

    private void writeSpans(JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (long at = 0; at < size; at++) {
            json.writeArray(spans.get((int) (at / CHUNK)), 2 * (int) (at % CHUNK), 2);
        }
        json.writeEndArray();
    }
}
