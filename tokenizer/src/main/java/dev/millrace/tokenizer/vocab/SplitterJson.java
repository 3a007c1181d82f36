package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The {@code pre_tokenizer} of a {@code tokenizer.json} as a hand-compiled splitter of bytes. What is not exactly one of
 * the known ones is refused; the general stages then take it.
 */
final class SplitterJson {
    private SplitterJson() {}

    static Splitter of(@Nullable JsonView json) {
        if (json == null) {
            throw new TokenizerLoadException("pre_tokenizer must be ByteLevel, got null");
        }
        if (!json.type().equals("Sequence")) {
            return byteLevel(json, KnownPatterns.find(KnownPatterns.GPT2, CharClasses.regex()), true);
        }
        List<JsonView> steps = json.objects("pretokenizers");
        if (steps.size() == 2 && steps.get(0).type().equals("Digits")) {
            expect(steps.get(0).flag("individual_digits", false), steps.get(0), "individual_digits", "true");
            return byteLevel(steps.get(1), KnownPatterns.gpt2AfterDigits(), true);
        }
        if (steps.size() == 4 && steps.get(0).type().equals("Punctuation")) {
            return falcon(steps);
        }
        List<String> regexes = new ArrayList<>();
        for (int i = 0; i + 1 < steps.size(); i++) {
            regexes.add(regex(steps.get(i)));
        }
        if (regexes.isEmpty()) {
            throw json.refuse("pretokenizers", "Splits and a ByteLevel");
        }
        Splitter splitter = KnownPatterns.find(regexes, CharClasses.regex());
        if (splitter == null) {
            throw new TokenizerLoadException(json.at("pretokenizers") + " must have known expressions, got " + regexes);
        }
        return byteLevel(steps.get(steps.size() - 1), splitter, false);
    }

    private static Splitter falcon(List<JsonView> steps) {
        JsonView punctuation = steps.get(0);
        expect(punctuation.string("behavior").equals("Contiguous"), punctuation, "behavior", "Contiguous");
        Splitter splitter = byteLevel(steps.get(1), KnownPatterns.falcon(), true);
        JsonView digits = steps.get(2);
        expect(digits.type().equals("Digits"), digits, "type", "Digits");
        expect(!digits.flag("individual_digits", false), digits, "individual_digits", "false");
        expect(regex(steps.get(3)).equals("[0-9][0-9][0-9]"), steps.get(3), "pattern", "three digits");
        return splitter;
    }

    /** Returns {@code splitter} if {@code json} is a ByteLevel stage that changes nothing else. */
    private static Splitter byteLevel(JsonView json, @Nullable Splitter splitter, boolean useRegex) {
        expect(json.type().equals("ByteLevel"), json, "type", "ByteLevel");
        expect(!json.flag("add_prefix_space", true), json, "add_prefix_space", "false");
        expect(json.flag("use_regex", true) == useRegex, json, "use_regex", String.valueOf(useRegex));
        return Objects.requireNonNull(splitter);
    }

    private static String regex(JsonView split) {
        expect(split.type().equals("Split"), split, "type", "Split");
        JsonView pattern = split.object("pattern");
        if (pattern == null || !pattern.has("Regex")) {
            throw split.refuse("pattern", "a Regex");
        }
        expect(split.string("behavior").equals("Isolated"), split, "behavior", "Isolated");
        expect(!split.flag("invert", false), split, "invert", "false");
        return pattern.string("Regex");
    }

    private static void expect(boolean holds, JsonView json, String field, String rule) {
        if (!holds) {
            throw json.refuse(field, rule);
        }
    }
}
