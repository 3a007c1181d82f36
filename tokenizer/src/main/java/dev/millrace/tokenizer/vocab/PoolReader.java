package dev.millrace.tokenizer.vocab;

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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a {@code millrace.json} that is a pool. */
final class PoolReader {
    private final JsonView root;

    PoolReader(Map<String, @Nullable Object> fields) {
        root = new JsonView("", fields);
    }

    ClinicalTokenizer pool(String name, @Nullable Path folder) throws IOException {
        if (!root.string("format").equals(PoolFiles.FORMAT)) {
            throw root.refuse("format", PoolFiles.FORMAT);
        }
        Tokenizer base = base(folder);
        List<TermType> types = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonView type : root.objects("types")) {
            types.add(type(type, base.vocabularySize()));
            if (!names.add(type.string("name"))) {
                throw type.refuse("name", "another one than that of the types before");
            }
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
        Path file = beside(reference, folder);
        String sha256 = Fingerprint.sha256(Files.readAllBytes(file));
        if (!sha256.equals(reference.string("sha256"))) {
            throw new TokenizerLoadException("base.file must have the SHA-256 " + reference.string("sha256")
                    + ", but that of " + file + " is " + sha256);
        }
        return TokenizerFiles.load(file);
    }

    /** The file of the base, which must be in the folder: a pool that somebody sent opens nothing else. */
    private static Path beside(JsonView reference, Path folder) throws IOException {
        Path named = Path.of(reference.string("file"));
        Path file = folder.resolve(named);
        boolean inside = !named.isAbsolute() && file.normalize().startsWith(folder.normalize());
        if (inside && !Files.isRegularFile(file)) {
            throw reference.refuse("file", "a file in the folder of the pool, where no such file is");
        }
        if (!inside || !file.toRealPath().startsWith(folder.toRealPath())) {
            throw reference.refuse("file", "in the folder of the pool, and no link that leads out of it");
        }
        return file;
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
        Map<List<Object>, Integer> places = new HashMap<>();
        for (int i = 0; i < written.size(); i++) {
            String type = perType ? types.get(i) : null;
            tokens.add(new NewToken(written.get(i), type));
            Integer earlier = places.putIfAbsent(List.of(ByteBuffer.wrap(written.get(i)), String.valueOf(type)), i);
            if (earlier != null) {
                throw duplicate(root.at("newTokens"), earlier, i, written.get(i));
            }
        }
        return tokens;
    }

    private static TermType type(JsonView type, int baseSize) {
        long[] ids = numbers(type, "baseIds");
        long[] counts = numbers(type, "baseCounts");
        TreeMap<Integer, Long> baseCounts = new TreeMap<>();
        for (int i = 0; i < ids.length; i++) {
            if (i >= counts.length || ids[i] >= baseSize) {
                throw new TokenizerLoadException(
                        type.at("baseIds") + " must be ids of the base, each with one of baseCounts, got " + ids[i]);
            }
            if (baseCounts.put((int) ids[i], counts[i]) != null) {
                throw new TokenizerLoadException(type.at("baseIds") + " must differ, but " + ids[i] + " occurs twice");
            }
        }
        List<byte[]> tokens = tokens(type, "tokens");
        Map<ByteBuffer, Integer> places = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            Integer earlier = places.putIfAbsent(ByteBuffer.wrap(tokens.get(i)), i);
            if (earlier != null) {
                throw duplicate(type.at("tokens"), earlier, i, tokens.get(i));
            }
        }
        return new TermType(
                type.string("name"),
                tokens,
                numbers(type, "starting"),
                numbers(type, "continuing"),
                new BaseCounts(baseCounts));
    }

    private static TokenizerLoadException duplicate(String field, int earlier, int place, byte[] token) {
        return new TokenizerLoadException(
                field + " must differ, but [" + earlier + "] and [" + place + "] are both " + PoolFiles.spelled(token));
    }

    private static List<byte[]> tokens(JsonView view, String field) {
        List<byte[]> tokens = new ArrayList<>();
        for (String text : texts(view, field)) {
            byte[] token = ByteAlphabet.decode(text);
            if (token == null || token.length == 0) {
                throw new TokenizerLoadException(
                        view.at(field) + " must be written in the alphabet of byte-level vocabularies, got " + text);
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
