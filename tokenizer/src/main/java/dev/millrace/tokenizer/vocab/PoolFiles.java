package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.clinical.BaseCounts;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;
import dev.millrace.tokenizer.clinical.NewToken;
import dev.millrace.tokenizer.clinical.PoolOptions;
import dev.millrace.tokenizer.clinical.Surprise;
import dev.millrace.tokenizer.clinical.TermType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    private static final String FORMAT = "millrace-pool-1";

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

    private static String spelled(byte[] token) {
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
            return new Reader(JsonView.view("the file", JsonView.read(parser)).fields()).pool(name, folder);
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

    /** Reads the parts of a file. */
    private static final class Reader {
        private final JsonView root;

        Reader(Map<String, @Nullable Object> fields) {
            root = new JsonView("", fields);
        }

        ClinicalTokenizer pool(String name, @Nullable Path folder) throws IOException {
            if (!root.string("format").equals(FORMAT)) {
                throw root.refuse("format", FORMAT);
            }
            Tokenizer base = base(folder);
            List<TermType> types = new ArrayList<>();
            for (JsonView type : root.objects("types")) {
                types.add(type(type, base.vocabularySize()));
            }
            PoolOptions options =
                    new PoolOptions(surprise(), root.integer("toleranceMillionths"), root.flag("idsPerType", false));
            return new ClinicalTokenizer(name, base, types, options, newTokens(options.idsPerType()));
        }

        private Tokenizer base(@Nullable Path folder) throws IOException {
            JsonView reference = root.object("base");
            if (reference == null) {
                throw root.refuse("base", "an object");
            }
            Tokenizer base = reference.has("name") ? builtIn(reference) : file(reference, folder);
            if (!base.fingerprint().equals(reference.string("fingerprint"))
                    || base.vocabularySize() != reference.integer("vocabularySize")) {
                throw new TokenizerLoadException("base must be the tokenizer with fingerprint "
                        + reference.string("fingerprint") + ", but " + base.name() + " has " + base.fingerprint());
            }
            return base;
        }

        private static Tokenizer builtIn(JsonView reference) {
            String name = reference.string("name");
            if (!TokenizerRegistry.builtInNames().contains(name)) {
                throw reference.refuse("name", "a built-in name");
            }
            return TokenizerRegistry.load(name);
        }

        private static Tokenizer file(JsonView reference, @Nullable Path folder) throws IOException {
            if (folder == null) {
                throw reference.refuse("name", "a built-in name");
            }
            Path file = folder.resolve(reference.string("file"));
            String sha256 = Fingerprint.sha256(Files.readAllBytes(file));
            if (!sha256.equals(reference.string("sha256"))) {
                throw new TokenizerLoadException("base.file must have the SHA-256 " + reference.string("sha256")
                        + ", but that of " + file + " is " + sha256);
            }
            return TokenizerFiles.load(file);
        }

        private Surprise surprise() {
            for (Surprise surprise : Surprise.values()) {
                if (surprise.name().equals(root.string("surprise"))) {
                    return surprise;
                }
            }
            throw root.refuse("surprise", "TOTAL, MEAN or RAW");
        }

        private List<NewToken> newTokens(boolean perType) {
            List<byte[]> written = tokens(root, "newTokens");
            List<String> types = perType ? texts(root, "newTokenTypes") : List.of();
            if (perType && types.size() != written.size()) {
                throw root.refuse("newTokenTypes", "as long as newTokens");
            }
            List<NewToken> tokens = new ArrayList<>();
            for (int i = 0; i < written.size(); i++) {
                tokens.add(new NewToken(written.get(i), perType ? types.get(i) : null));
            }
            return tokens;
        }

        private static TermType type(JsonView type, int baseSize) {
            long[] ids = numbers(type, "baseIds");
            long[] counts = numbers(type, "baseCounts");
            TreeMap<Integer, Long> baseCounts = new TreeMap<>();
            for (int i = 0; i < ids.length; i++) {
                if (i >= counts.length || ids[i] >= baseSize) {
                    throw new TokenizerLoadException(type.at("baseIds")
                            + " must be ids of the base, each with one of baseCounts, got " + ids[i]);
                }
                baseCounts.put((int) ids[i], counts[i]);
            }
            return new TermType(
                    type.string("name"),
                    tokens(type, "tokens"),
                    numbers(type, "starting"),
                    numbers(type, "continuing"),
                    new BaseCounts(baseCounts));
        }

        private static List<byte[]> tokens(JsonView view, String field) {
            List<byte[]> tokens = new ArrayList<>();
            for (String text : texts(view, field)) {
                byte[] token = ByteAlphabet.decode(text);
                if (token == null || token.length == 0) {
                    throw new TokenizerLoadException(view.at(field)
                            + " must be written in the alphabet of byte-level vocabularies, got " + text);
                }
                tokens.add(token);
            }
            return tokens;
        }

        private static List<String> texts(JsonView view, String field) {
            List<String> texts = new ArrayList<>();
            for (Object element : list(view, field)) {
                if (!(element instanceof String text)) {
                    throw view.refuse(field, "a list of texts");
                }
                texts.add(text);
            }
            return texts;
        }

        private static long[] numbers(JsonView view, String field) {
            List<?> list = list(view, field);
            long[] numbers = new long[list.size()];
            for (int i = 0; i < numbers.length; i++) {
                if (!(list.get(i) instanceof Long number) || number < 0) {
                    throw view.refuse(field, "a list of whole numbers from 0 on");
                }
                numbers[i] = number;
            }
            return numbers;
        }

        private static List<?> list(JsonView view, String field) {
            if (view.fields().get(field) instanceof List<?> list) {
                return list;
            }
            throw view.refuse(field, "a list");
        }
    }
}
