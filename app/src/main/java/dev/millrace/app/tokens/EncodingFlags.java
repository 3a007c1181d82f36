package dev.millrace.app.tokens;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpecialTokens;
import picocli.CommandLine.Option;

/** The flags that decide what ids a document gets; the same in all commands. */
final class EncodingFlags {
    @Option(
            names = "--special",
            negatable = true,
            description = "Text such as <|endoftext|> becomes the special token; with --no-special, the default, it "
                    + "is text like any other.")
    private boolean special;

    @Option(
            names = "--template",
            description = "Apply the tokenizer's post-processor (BOS, EOS, CLS …); off by default.")
    private boolean template;

    @Option(
            names = "--invalid-utf8",
            paramLabel = "replace|reject|bytes",
            defaultValue = "replace",
            description = "What happens to ill-formed UTF-8: replace it by U+FFFD (the default), reject the "
                    + "document, or encode the bytes as they are. Tokenizers of binaries always take bytes.")
    private InvalidUtf8 invalidUtf8 = InvalidUtf8.REPLACE;

    EncodingOptions options() {
        return new EncodingOptions(template, special ? SpecialTokens.ALLOW : SpecialTokens.TEXT, invalidUtf8);
    }
}
