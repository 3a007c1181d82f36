package dev.millrace.app.tokens;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.app.console.Reasons;
import dev.millrace.app.input.MalformedDocumentException;
import dev.millrace.tokenizer.dynamic.BatchVocabulary;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids of one document as a line of text: an object with {@code ids} such as {@code millrace encode} prints, a JSON
 * array, or numbers between blanks or commas; or a merge table that later lines name, as {@link MergeTableLine} writes it.
 */
final class IdLine {
    private static final JsonFactory JSON = new JsonFactory();

    private final @Nullable String tokenizer;
    private final @Nullable String fingerprint;
    private final @Nullable String mergeTableId;
    private final @Nullable BatchVocabulary mergeTable;
    private final int[] ids;

    private IdLine(int[] ids) {
        this(null, null, null, null, ids);
    }

    private IdLine(
            @Nullable String tokenizer,
            @Nullable String fingerprint,
            @Nullable String mergeTableId,
            @Nullable BatchVocabulary mergeTable,
            int[] ids) {
        this.tokenizer = tokenizer;
        this.fingerprint = fingerprint;
        this.mergeTableId = mergeTableId;
        this.mergeTable = mergeTable;
        this.ids = ids;
    }

    /** The merge table that the ids need, or null; for a line that is one, its own id. */
    @Nullable
    String mergeTableId() {
        return mergeTableId;
    }

    /** The merge table that the line is, or null if it has ids. */
    @Nullable
    BatchVocabulary mergeTable() {
        return mergeTable;
    }

    /** What the line says about the tokenizer's name, or null. */
    @Nullable
    String tokenizer() {
        return tokenizer;
    }

    /** What the line says about the tokenizer's fingerprint, or null. */
    @Nullable
    String fingerprint() {
        return fingerprint;
    }

    /** The ids. */
    int[] ids() {
        return ids;
    }

    /**
     * Parses {@code line[from, to)}.
     *
     * @throws MalformedDocumentException if it is none of these forms
     */
    static IdLine parse(byte[] line, int from, int to) {
        int start = from;
        while (start < to && line[start] <= ' ') {
            start++;
        }
        boolean json = start < to && (line[start] == '{' || line[start] == '[');
        return json ? parseJson(line, start, to) : new IdLine(parsePlain(line, start, to));
    }

    private static IdLine parseJson(byte[] line, int from, int to) {
        try (JsonParser json = JSON.createParser(line, from, to - from)) {
            IdLine parsed = json.nextToken() == JsonToken.START_ARRAY ? new IdLine(ids(json)) : members(json);
            if (json.nextToken() != null) {
                throw new MalformedDocumentException("must be one JSON value, but more follows it");
            }
            return parsed;
        } catch (IOException e) {
            throw new MalformedDocumentException("must be JSON with ids: " + Reasons.ofJson(e));
        }
    }

    private static IdLine members(JsonParser json) throws IOException {
        String tokenizer = null;
        String fingerprint = null;
        String mergeTableId = null;
        String mergeTable = null;
        MergeTableLine table = new MergeTableLine();
        int[] ids = null;
        for (String name; (name = json.nextFieldName()) != null; ) {
            JsonToken value = json.nextToken();
            if (name.equals("ids") && value == JsonToken.START_ARRAY) {
                ids = ids(json);
            } else if (name.equals("mergeTableId") && value == JsonToken.VALUE_STRING) {
                mergeTableId = json.getText();
            } else if (name.equals(MergeTableLine.ID) && value == JsonToken.VALUE_STRING) {
                mergeTable = json.getText();
            } else if (name.equals("tokenizer") && value == JsonToken.VALUE_STRING) {
                tokenizer = json.getText();
            } else if (mergeTable == null && name.equals("fingerprint") && value == JsonToken.VALUE_STRING) {
                fingerprint = json.getText();
            } else if (mergeTable == null || !table.take(name, value, json)) {
                json.skipChildren();
            }
        }
        if (mergeTable != null) {
            return new IdLine(tokenizer, null, mergeTable, table.vocabulary(mergeTable), new int[0]);
        }
        if (ids == null) {
            throw new MalformedDocumentException("must have an array \"ids\", but has none");
        }
        return new IdLine(tokenizer, fingerprint, mergeTableId, null, ids);
    }

    static int[] ids(JsonParser json) throws IOException {
        int[] ids = new int[1024];
        int n = 0;
        for (JsonToken token; (token = json.nextToken()) != JsonToken.END_ARRAY; n++) {
            if (token != JsonToken.VALUE_NUMBER_INT) {
                throw new MalformedDocumentException("must have whole numbers as ids, got " + json.getText());
            }
            if (n == ids.length) {
                ids = Arrays.copyOf(ids, n + (n >> 1));
            }
            ids[n] = json.getIntValue();
        }
        return Arrays.copyOf(ids, n);
    }

    private static int[] parsePlain(byte[] line, int from, int to) {
        int[] ids = new int[16];
        int n = 0;
        for (int at = from; at < to; ) {
            if (line[at] <= ' ' && line[at] >= 0 || line[at] == ',') {
                at++;
                continue;
            }
            long id = 0;
            for (; at < to && line[at] > ' ' && line[at] != ','; at++) {
                id = line[at] >= '0' && line[at] <= '9' ? 10 * id + line[at] - '0' : Long.MAX_VALUE / 20;
                if (id > Integer.MAX_VALUE) {
                    throw new MalformedDocumentException("must hold ids between 0 and " + Integer.MAX_VALUE
                            + ", but column " + (at - from + 1) + " does not");
                }
            }
            if (at < to && line[at] < 0) {
                throw new MalformedDocumentException("must hold ids, but column " + (at - from + 1) + " does not");
            }
            if (n == ids.length) {
                ids = Arrays.copyOf(ids, 2 * n);
            }
            ids[n++] = (int) id;
        }
        return Arrays.copyOf(ids, n);
    }
}
