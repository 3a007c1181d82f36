package dev.millrace.tokenizer.general;

/**
 * A normalizer leaves nothing of an added token. The reference library finds such a token before every byte and ends the
 * process where that is within a character, so that it must not be given the file either.
 */
public final class EmptiedTokenException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    EmptiedTokenException(String message) {
        super(message);
    }
}
