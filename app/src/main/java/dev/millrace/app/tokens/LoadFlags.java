package dev.millrace.app.tokens;

import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.Tokenizer;
import picocli.CommandLine.Option;

/** The flags that decide what a tokenizer is; the same in all commands whose ids or fingerprints must agree. */
final class LoadFlags {
    @Option(
            names = "--specials-in-data",
            paramLabel = "merge|forbid",
            defaultValue = "merge",
            description =
                    "Whether merges may make special tokens out of data, as the Hugging Face library lets them (the "
                            + "default). Where forbid changes ids, it changes the fingerprint.")
    private SpecialsInData specials = SpecialsInData.MERGE;

    Tokenizer load(String nameOrPath) {
        return Tokenizers.load(nameOrPath, specials);
    }
}
