package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.clinical.BaseCounts;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.NewToken;
import dev.millrace.tokenizer.clinical.TermType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Clinical pools as {@code millrace.json}, which says what no {@code tokenizer.json} can. Tokens are written in GPT-2's
 * alphabet of bytes; a base is a built-in name, or a file beside this one with its SHA-256.
 */
public final class PoolFiles {
    /** What the file is called in its folder. */
    public static final String MILLRACE_JSON = "millrace.json";

    /** The {@code format} of such a file that is no pool: a tokenizer.json that cuts texts in a way of our own. */
    public static final String TOKENIZER_FORMAT = "millrace-tokenizer-1";

    /** The {@code format} of a pool. */
    static final String FORMAT = "millrace-pool-1";

    private PoolFiles() {}

    /**
     * Where the base of a pool is found.
     *
     * @param name built-in name, or path relative to the folder of the {@code millrace.json}
     * @param sha256 of the file, or null if it is built in
     */
    public record BaseReference(String name, @Nullable String sha256) {}

    /** Writes {@code pool} to {@code out}, which stays open. */
    public static void write(ClinicalTokenizer pool, BaseReference base, OutputStream out) throws IOException {
        try (JsonGenerator json = TokenizerJson.JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeObjectFieldStart("base");
            json.writeStringField(base.sha256() == null ? "name" : "file", base.name());
            if (base.sha256() != null) {
                json.writeStringField("sha256", base.sha256());
            }
            json.writeStringField("fingerprint", pool.base().fingerprint());
            json.writeNumberField("vocabularySize", pool.firstNewId());
            json.writeEndObject();
            json.writeStringField("surprise", pool.options().surprise().name());
            json.writeNumberField("toleranceMillionths", pool.options().toleranceMillionths());
            json.writeBooleanField("idsPerType", pool.options().idsPerType());
            writeNewTokens(pool, json);
            json.writeArrayFieldStart("types");
            for (TermType type : pool.types()) {
                writeType(type, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeNewTokens(ClinicalTokenizer pool, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("newTokens");
        for (NewToken token : pool.newTokens()) {
            json.writeString(spelled(token.written()));
        }
        json.writeEndArray();
        if (pool.options().idsPerType()) {
            json.writeArrayFieldStart("newTokenTypes");
            for (NewToken token : pool.newTokens()) {
                json.writeString(token.type());
            }
            json.writeEndArray();
        }
    }

    private static void writeType(TermType type, JsonGenerator json) throws IOException {
        int size = type.tokens().size();
        json.writeStartObject();
        json.writeStringField("name", type.name());
        json.writeArrayFieldStart("tokens");
        for (byte[] token : type.tokens()) {
            json.writeString(spelled(token));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("starting");
        for (int i = 0; i < size; i++) {
            json.writeNumber(type.starting(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("continuing");
        for (int i = 0; i < size; i++) {
            json.writeNumber(type.continuing(i));
        }
        json.writeEndArray();
        BaseCounts counts = type.baseCounts();
        json.writeArrayFieldStart("baseIds");
        for (int i = 0; i < counts.size(); i++) {
            json.writeNumber(counts.id(i));
        }
        json.writeEndArray();
        json.writeArrayFieldStart("baseCounts");
        for (int i = 0; i < counts.size(); i++) {
            json.writeNumber(counts.count(i));
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A token in GPT-2's alphabet of bytes. */
    static String spelled(byte[] token) {
        StringBuilder text = new StringBuilder(token.length);
        for (byte b : token) {
            text.append(ByteAlphabet.of(b & 0xff));
        }
        return text.toString();
    }

    /**
     * Reads a pool.
     *
     * @param name what the tokenizer is called
     * @param source names the file in messages
     * @param folder where a base that is a file is sought, or null if it must be built in
     * @throws TokenizerLoadException if it is no pool, or its base is not the one that it was made for
     */
    public static ClinicalTokenizer read(InputStream in, String name, String source, @Nullable Path folder)
            throws IOException {
        try (JsonParser parser = TokenizerJson.JSON.createParser(in)) {
            if (parser.nextToken() == null) {
                throw new TokenizerLoadException("the file must be an object, but is empty");
            }
            Object file = JsonView.read(parser);
            TokenizerJson.requireEnd(parser, "a " + MILLRACE_JSON);
            return new PoolReader(JsonView.view("the file", file).fields()).pool(name, folder);
        } catch (JsonProcessingException e) {
            throw new TokenizerLoadException("a " + MILLRACE_JSON + " must be JSON, but " + source + " is not", e);
        } catch (TokenizerLoadException | IllegalArgumentException e) {
            throw new TokenizerLoadException("cannot load " + source + ": " + e.getMessage(), e);
        }
    }

    /** Whether {@code file} is a {@code millrace.json} other than one that only cuts texts in a way of our own. */
    static boolean isPool(Path file) {
        if (!String.valueOf(file.getFileName()).equals(MILLRACE_JSON)) {
            return false;
        }
        try (JsonParser json = TokenizerJson.JSON.createParser(file.toFile())) {
            boolean hasFormat = json.nextToken() == JsonToken.START_OBJECT && "format".equals(json.nextFieldName());
            return !hasFormat || !TOKENIZER_FORMAT.equals(json.nextTextValue());
        } catch (IOException e) {
            return true; // Whoever reads it next will say why it cannot be read.
        }
    }
}
