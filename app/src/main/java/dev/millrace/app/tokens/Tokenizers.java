package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.util.List;

/** Finds the tokenizers that a command line names. */
final class Tokenizers {
    private Tokenizers() {}

    /** Names of the tokenizers that need no file. */
    static List<String> builtIn() {
        return TokenizerRegistry.builtInNames();
    }

    /**
     * Loads a tokenizer by name or path.
     *
     * @throws dev.millrace.tokenizer.TokenizerLoadException if there is none, or it is broken
     */
    static Tokenizer load(String nameOrPath) {
        return load(nameOrPath, SpecialsInData.MERGE);
    }

    /** The same with a choice about special tokens in data. */
    static Tokenizer load(String nameOrPath, SpecialsInData specials) {
        return TokenizerRegistry.load(nameOrPath, specials);
    }

    /**
     * Takes a worker from a tokenizer.
     *
     * @throws UsageException if the tokenizer cannot honour the options
     */
    static Encoder encoder(Tokenizer tokenizer, EncodingOptions options) {
        try {
            return tokenizer.newEncoder(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Takes a worker that gives spans from a tokenizer.
     *
     * @throws UsageException if the tokenizer cannot honour the options or knows no spans
     */
    static SpanEncoder spanEncoder(Tokenizer tokenizer, EncodingOptions options) {
        try {
            return tokenizer.newSpanEncoder(options);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
