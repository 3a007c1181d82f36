package dev.millrace.app.tokens;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that decide what ids a document gets; the same in all commands that print or count them. */
final class EncodingFlags {
    @Mixin
    private final TokenFlags tokens = new TokenFlags();

    @Option(
            names = "--invalid-utf8",
            paramLabel = "replace|reject|bytes",
            defaultValue = "replace",
            description = "What happens to ill-formed UTF-8: replace it by U+FFFD (the default), reject the "
                    + "document, or encode the bytes as they are. Tokenizers of binaries always take bytes.")
    private InvalidUtf8 invalidUtf8 = InvalidUtf8.REPLACE;

    EncodingOptions options() {
        return tokens.options().withInvalidUtf8(invalidUtf8);
    }
}
