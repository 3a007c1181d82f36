package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;

/** Finds the clinical pools that a command line names. */
final class ClinicalTokenizers {
    private ClinicalTokenizers() {}

    /**
     * Loads a pool by name or path.
     *
     * @throws UsageException if it is another tokenizer
     */
    static ClinicalTokenizer load(String nameOrPath) {
        if (Tokenizers.load(nameOrPath) instanceof ClinicalTokenizer pool) {
            return pool;
        }
        throw new UsageException("--tokenizer must be a clinical pool, got " + nameOrPath);
    }
}
