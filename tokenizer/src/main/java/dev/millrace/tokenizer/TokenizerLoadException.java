package dev.millrace.tokenizer;

import org.jspecify.annotations.Nullable;

/** A tokenizer cannot be loaded: it is unknown, unreadable, broken, or uses a feature that Millrace does not support. */
public class TokenizerLoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says which tokenizer, which rule (with the JSON path where there is one) and the actual value. */
    public TokenizerLoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** As above, without a cause. */
    public TokenizerLoadException(String message) {
        this(message, null);
    }
}
