package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.general.Pattern;
import dev.millrace.tokenizer.normalize.Replace;
import dev.millrace.tokenizer.regex.Regex;
import dev.millrace.tokenizer.regex.UnsupportedRegexException;

/** The {@code pattern} of a Split or Replace: a {@code String} or a {@code Regex}. */
final class PatternJson {
    private PatternJson() {}

    static Pattern of(JsonView owner) {
        if (owner.fields().get("pattern") instanceof String literal) {
            return literal(owner, literal);
        }
        JsonView pattern = owner.object("pattern");
        if (pattern != null && pattern.has("String")) {
            return literal(pattern, pattern.string("String"));
        }
        if (pattern == null || !pattern.has("Regex")) {
            throw owner.refuse("pattern", "a String or a Regex");
        }
        try {
            return Regex.compile(pattern.string("Regex"));
        } catch (UnsupportedRegexException e) {
            throw new TokenizerLoadException(pattern.at("Regex") + " is not supported: " + e.getMessage(), e);
        }
    }

    private static Pattern literal(JsonView view, String literal) {
        if (literal.isEmpty()) {
            throw view.refuse("String", "text that is not empty");
        }
        return Replace.literal(literal)::find;
    }
}
