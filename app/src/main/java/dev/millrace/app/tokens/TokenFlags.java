package dev.millrace.app.tokens;

import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.SpecialTokens;
import picocli.CommandLine.Option;

/** The flags that say which tokens stand for more than text. */
final class TokenFlags {
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

    boolean special() {
        return special;
    }

    EncodingOptions options() {
        return EncodingOptions.DEFAULT
                .withTemplate(template)
                .withSpecialTokens(special ? SpecialTokens.ALLOW : SpecialTokens.TEXT);
    }
}
