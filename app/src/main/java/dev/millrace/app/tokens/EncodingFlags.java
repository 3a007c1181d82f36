package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.binary.EntropyGate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that decide what ids a document gets; the same in all commands that print or count them. */
final class EncodingFlags {
    private static final double MAX_BITS = 7.9;

    @Mixin
    private final TokenFlags tokens = new TokenFlags();

    @Option(
            names = "--invalid-utf8",
            paramLabel = "replace|reject|bytes",
            defaultValue = "replace",
            description = "What happens to ill-formed UTF-8: replace it by U+FFFD (the default), reject the "
                    + "document, or encode the bytes as they are. Tokenizers of binaries always take bytes.")
    private InvalidUtf8 invalidUtf8 = InvalidUtf8.REPLACE;

    @Mixin
    private final LoadFlags loading = new LoadFlags();

    @Option(
            names = "--entropy-gate",
            paramLabel = "raw|reject",
            description =
                    "What a tokenizer of bytes does with packed or encrypted documents: give the ids of their bytes, "
                            + "without merges, or refuse them. Without it, they are encoded like any other.")
    private EntropyGate.@Nullable Action gate;

    @Option(
            names = "--entropy-max-bits",
            paramLabel = "BITS",
            description = "With --entropy-gate, documents with more bits of entropy per byte are packed or encrypted. "
                    + "Default: " + MAX_BITS + ".")
    private @Nullable Double maxBits;

    /** Loads a tokenizer as the flags say: the gate is before those that take bytes. */
    Tokenizer load(String nameOrPath) {
        UsageException.requireCompanion("--entropy-max-bits", "--entropy-gate", gate != null || maxBits == null);
        EntropyGate chosen = gate == null ? null : gate(gate);
        Tokenizer tokenizer = loading.load(nameOrPath);
        return chosen != null && tokenizer.takesBytes() ? chosen.before(tokenizer) : tokenizer;
    }

    private EntropyGate gate(EntropyGate.Action action) {
        try {
            return new EntropyGate(action, maxBits == null ? MAX_BITS : maxBits);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--entropy-max-bits: " + e.getMessage());
        }
    }

    EncodingOptions options() {
        return tokens.options().withInvalidUtf8(invalidUtf8);
    }
}
