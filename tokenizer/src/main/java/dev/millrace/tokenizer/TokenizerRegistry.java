package dev.millrace.tokenizer;

import dev.millrace.tokenizer.hub.TokenizerDownloads;
import dev.millrace.tokenizer.vocab.BuiltInVocabulary;
import dev.millrace.tokenizer.vocab.TiktokenEncoding;
import dev.millrace.tokenizer.vocab.TokenizerFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Loads tokenizers by name or path. Nothing is cached: whoever loads a tokenizer twice has it twice in memory. */
public final class TokenizerRegistry {
    private TokenizerRegistry() {}

    /** The names that need no file. */
    public static List<String> builtInNames() {
        Stream<String> encodings = Arrays.stream(TiktokenEncoding.values()).map(TiktokenEncoding::encodingName);
        Stream<String> vocabularies = Arrays.stream(BuiltInVocabulary.values()).map(BuiltInVocabulary::vocabularyName);
        return Stream.concat(encodings, vocabularies).toList();
    }

    /**
     * Loads a tokenizer.
     *
     * @param nameOrPath a {@linkplain #builtInNames() built-in name}, a {@code tokenizer.json} or {@code
     *     millrace.json}, a folder that has one, a rank file of tiktoken that bears the name of its encoding, e.g.
     *     {@code cl100k_base.tiktoken}, {@code hf://org/name[@revision]}, or an {@code https://} address of such a
     *     file, to which {@code #sha256=…} may be added
     * @throws TokenizerLoadException if there is no such tokenizer or it cannot be loaded; the message says why
     */
    public static Tokenizer load(String nameOrPath) {
        return load(nameOrPath, SpecialsInData.MERGE);
    }

    /**
     * The same with a choice about special tokens in data. Built-in tokenizers have no merges that make one.
     *
     * @throws TokenizerLoadException as above, or if special tokens cannot be forbidden, as with a model without merges
     */
    public static Tokenizer load(String nameOrPath, SpecialsInData specials) {
        TiktokenEncoding encoding = TiktokenEncoding.of(nameOrPath);
        if (encoding != null) {
            return encoding.load();
        }
        BuiltInVocabulary vocabulary = BuiltInVocabulary.of(nameOrPath);
        if (vocabulary != null) {
            return vocabulary.load();
        }
        if (TokenizerDownloads.isRemote(nameOrPath)) {
            TokenizerDownloads.LocalCopy copy = download(nameOrPath);
            return TokenizerFiles.load(copy.file(), copy.name(), specials);
        }
        return TokenizerFiles.load(local(nameOrPath), specials);
    }

    /**
     * The file or folder that {@link #load} reads: what is remote is downloaded, as there.
     *
     * @throws TokenizerLoadException if there is none, or {@code nameOrPath} is built in and has no file
     */
    public static Path file(String nameOrPath) {
        if (builtInNames().contains(nameOrPath)) {
            throw new TokenizerLoadException("a tokenizer with a file must be named by it, got " + nameOrPath);
        }
        return TokenizerDownloads.isRemote(nameOrPath) ? download(nameOrPath).file() : local(nameOrPath);
    }

    private static TokenizerDownloads.LocalCopy download(String source) {
        return new TokenizerDownloads(System.getenv()).fetch(source);
    }

    private static Path local(String nameOrPath) {
        Path path;
        try {
            path = Path.of(nameOrPath);
        } catch (InvalidPathException e) {
            throw unknown(nameOrPath);
        }
        if (!Files.exists(path)) {
            throw unknown(nameOrPath);
        }
        return path;
    }

    private static TokenizerLoadException unknown(String nameOrPath) {
        return new TokenizerLoadException("a tokenizer must be one of " + String.join(", ", builtInNames())
                + " or the path of a tokenizer.json, of a folder with one, or of a rank file, or hf://org/name, or an https"
                + " address, got " + nameOrPath);
    }
}
