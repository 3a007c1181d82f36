package dev.millrace.tokenizer;

import dev.millrace.tokenizer.hub.TokenizerDownloads;
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
     * @param nameOrPath a {@linkplain #builtInNames() built-in name}, a {@code tokenizer.json}, a folder that has one, a
     *     rank file of tiktoken that bears the name of its encoding, e.g. {@code cl100k_base.tiktoken}, {@code
     *     hf://org/name[@revision]}, or an {@code https://} address of such a file, to which {@code #sha256=…} may be
     *     added
     * @throws TokenizerLoadException if there is no such tokenizer or it cannot be loaded; the message says why
     */
    public static Tokenizer load(String nameOrPath) {
        TiktokenEncoding builtIn = TiktokenEncoding.of(nameOrPath);
        if (builtIn != null) {
            return builtIn.load();
        }
        if (TokenizerDownloads.isRemote(nameOrPath)) {
            TokenizerDownloads.LocalCopy copy = new TokenizerDownloads(System.getenv()).fetch(nameOrPath);
            return TokenizerFiles.load(copy.file(), copy.name());
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
                + " or the path of a tokenizer.json, of a folder with one, or of a rank file, or hf://org/name, or an https"
                + " address, got " + nameOrPath);
    }
}
