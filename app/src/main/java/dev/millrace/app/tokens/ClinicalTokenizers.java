package dev.millrace.app.tokens;

import dev.millrace.app.console.UsageException;
import dev.millrace.tokenizer.clinical.ClinicalTokenizer;

/** Finds the clinical pools that a command line names. */
final class ClinicalTokenizers {
    private ClinicalTokenizers() {}

    /**
     * Loads the pool that {@code --tokenizer} gives by name or path.
     *
     * @throws UsageException if it is another tokenizer
     */
    static ClinicalTokenizer load(String nameOrPath) {
        return load("--tokenizer", nameOrPath);
    }

    /** The same for another option. */
    static ClinicalTokenizer load(String option, String nameOrPath) {
        if (Tokenizers.load(nameOrPath) instanceof ClinicalTokenizer pool) {
            return pool;
        }
        throw new UsageException(option + " must be a clinical pool, got " + nameOrPath);
    }
}
