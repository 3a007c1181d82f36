package dev.millrace.tokenizer.regex;

/** A regular expression is malformed or uses what is not supported. */
public final class UnsupportedRegexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnsupportedRegexException(String what, String regex, int at) {
        super("a regular expression must not have " + what + ", but at index " + at + " of " + regex + " it does");
    }
}
