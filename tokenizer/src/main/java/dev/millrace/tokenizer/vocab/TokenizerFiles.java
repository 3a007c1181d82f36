package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.TokenizerRegistry;
import dev.millrace.tokenizer.djl.DjlTokenizer;
import dev.millrace.tokenizer.general.EmptiedTokenException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what kind of tokenizer a path is and loads it. */
public final class TokenizerFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerFiles.class);
    private static final String TOKENIZER_JSON = "tokenizer.json";

    private TokenizerFiles() {}

    /**
     * Loads the tokenizer at {@code path}: a {@code tokenizer.json} or {@code millrace.json}, a folder with one (the
     * latter goes first), or a rank file. Its name is that of the file without its ending, or that of the folder if the
     * file has one of these two names.
     *
     * @throws TokenizerLoadException if it cannot be loaded
     */
    public static Tokenizer load(Path path) {
        return load(path, SpecialsInData.MERGE);
    }

    /**
     * The same with a choice about special tokens in data.
     *
     * @throws TokenizerLoadException if it cannot be loaded
     */
    public static Tokenizer load(Path path, SpecialsInData specials) {
        Path file = file(path);
        if (!Files.isRegularFile(file)) {
            throw new TokenizerLoadException("a tokenizer's folder must have a " + TOKENIZER_JSON + " or a "
                    + PoolFiles.MILLRACE_JSON + ", got " + path);
        }
        return load(file, name(file, String.valueOf(file.getFileName())), specials);
    }

    private static Path file(Path path) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        Path pool = path.resolve(PoolFiles.MILLRACE_JSON);
        return Files.isRegularFile(pool) ? pool : path.resolve(TOKENIZER_JSON);
    }

    /**
     * Loads the {@code tokenizer.json}, {@code millrace.json} or rank file {@code file} under a given name.
     *
     * @throws TokenizerLoadException if it cannot be loaded
     */
    public static Tokenizer load(Path file, String name, SpecialsInData specials) {
        String fileName = String.valueOf(file.getFileName());
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            if (fileName.endsWith(".tiktoken")) {
                return rankFile(in, fileName, file); // its special tokens have no ranks, so no data gives them
            }
            if (PoolFiles.isPool(file)) {
                if (specials == SpecialsInData.FORBID) {
                    throw new TokenizerLoadException(
                            "special tokens can be forbidden in data of a tokenizer.json, but " + file + " is a pool");
                }
                return PoolFiles.read(
                        in, name, file.toString(), file.toAbsolutePath().getParent());
            }
            return json(in, file, name, specials);
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * The {@code tokenizer.json} of a tokenizer, for a library that takes nothing but a path; of one that comes with
     * Millrace a copy, which is deleted when the process ends.
     *
     * @param nameOrPath as for {@link TokenizerRegistry#load}
     * @throws IllegalArgumentException if it is a clinical pool, whichever way it is named, or another {@code
     *     millrace.json}
     * @throws TokenizerLoadException if there is no such tokenizer, or it has no file
     */
    public static Path forLibrary(String nameOrPath) {
        BuiltInVocabulary vocabulary = BuiltInVocabulary.of(nameOrPath);
        if (vocabulary != null) {
            refuse(vocabulary.isPool() ? pool(nameOrPath) : null);
            return vocabulary.copy();
        }
        Path file = file(TokenizerRegistry.file(nameOrPath));
        refuse(inexpressible(file, nameOrPath));
        return file;
    }

    private static void refuse(@Nullable String sentence) {
        if (sentence != null) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** Why no library can load {@code file}, which the user called {@code name}; null if one may. */
    private static @Nullable String inexpressible(Path file, Object name) {
        if (PoolFiles.isPool(file)) {
            return pool(name);
        }
        return String.valueOf(file.getFileName()).equals(PoolFiles.MILLRACE_JSON)
                ? "a tokenizer.json cannot express how texts are cut by " + name + ", which Millrace alone loads"
                : null;
    }

    private static String pool(Object name) {
        return "a tokenizer.json cannot express a clinical pool, which " + name + " is";
    }

    /**
     * Loads a {@code tokenizer.json} with the Hugging Face library, native form or not: the reference.
     *
     * @throws TokenizerLoadException if DJL is not on the class path or refuses the file
     */
    public static Tokenizer loadWithLibrary(Path path) {
        Path file = file(path);
        String sentence = inexpressible(file, path);
        if (sentence != null) {
            throw new TokenizerLoadException(sentence);
        }
        if (!DjlTokenizer.isAvailable()) {
            throw new TokenizerLoadException(
                    "ai.djl.huggingface:tokenizers must be on the class path to load with the library, got " + file);
        }
        try {
            return DjlJson.load(Files.readString(file), name(file, String.valueOf(file.getFileName())));
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** The native form, or where there is none, the Hugging Face library if it is on the class path. */
    private static Tokenizer json(InputStream in, Path file, String name, SpecialsInData specials) throws IOException {
        try {
            return TokenizerJson.load(in, name, file.toString(), specials);
        } catch (TokenizerLoadException refusal) {
            boolean certain = isFinal(refusal)
                    || refusal.getCause() instanceof ByteSpellingJson.UnclearException
                    || specials == SpecialsInData.FORBID; // which the library does not know
            if (certain || !DjlTokenizer.isAvailable()) {
                throw refusal;
            }
            try {
                Tokenizer tokenizer = DjlJson.load(Files.readString(file), name);
                LOG.warn("tokenizer has no native form, the Hugging Face library encodes: {}", refusal.getMessage());
                return tokenizer;
            } catch (TokenizerLoadException refusedToo) {
                refusal.addSuppressed(refusedToo);
                throw refusal;
            }
        }
    }

    /** Whether the library must not be given the file. */
    private static boolean isFinal(TokenizerLoadException refusal) {
        Throwable cause = refusal.getCause();
        return cause instanceof JsonProcessingException
                || cause instanceof NormalizerJson.BrokenException
                || cause != null && cause.getCause() instanceof JsonProcessingException
                || cause != null && cause.getCause() instanceof EmptiedTokenException;
    }

    private static Tokenizer rankFile(InputStream in, String fileName, Path file) throws IOException {
        String name = fileName.substring(0, fileName.length() - ".tiktoken".length());
        TiktokenEncoding encoding = TiktokenEncoding.of(name);
        if (encoding == null) {
            throw new TokenizerLoadException(
                    "a rank file must bear the name of its encoding, e.g. cl100k_base.tiktoken, because it lacks the"
                            + " pattern and the special tokens, got " + file);
        }
        return encoding.load(in, name, file.toString());
    }

    private static String name(Path file, String fileName) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if ((fileName.equals(TOKENIZER_JSON) || fileName.equals(PoolFiles.MILLRACE_JSON))
                && folder != null
                && folder.getFileName() != null) {
            return folder.getFileName().toString();
        }
        return fileName.endsWith(".json") ? fileName.substring(0, fileName.length() - ".json".length()) : fileName;
    }
}
