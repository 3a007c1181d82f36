package dev.millrace.tokenizer;

import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import dev.millrace.tokenizer.vocab.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Loads tokenizers by name or path. Nothing is cached: whoever loads a tokenizer twice has it twice in memory. */
public final class TokenizerRegistry {
    private TokenizerRegistry() {}

    /** The names that need no file. */
    public static List<String> builtInNames() {
        return Arrays.stream(TiktokenEncoding.values())
                .map(TiktokenEncoding::encodingName)
                .toList();
    }

    /**
     * Loads a tokenizer.
     *
     * @param nameOrPath a {@linkplain #builtInNames() built-in name}, a {@code tokenizer.json}, a folder that has one, or
     *     a rank file of tiktoken that bears the name of its encoding, e.g. {@code cl100k_base.tiktoken}
     * @throws TokenizerLoadException if there is no such tokenizer or it cannot be loaded; the message says why
     */
    public static Tokenizer load(String nameOrPath) {
        TiktokenEncoding builtIn = TiktokenEncoding.of(nameOrPath);
        if (builtIn != null) {
            return builtIn.load();
        }
        Path path;
        try {
            path = Path.of(nameOrPath);
        } catch (InvalidPathException e) {
            throw unknown(nameOrPath);
        }
        if (!Files.exists(path)) {
            throw unknown(nameOrPath);
        }
        return TokenizerFiles.load(path);
    }

    private static TokenizerLoadException unknown(String nameOrPath) {
        return new TokenizerLoadException("a tokenizer must be one of " + String.join(", ", builtInNames())
                + " or the path of a tokenizer.json, of a folder with one, or of a rank file, got " + nameOrPath);
    }
}
