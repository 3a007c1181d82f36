package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.general.DigitGroupPattern;
import dev.millrace.tokenizer.general.Pattern;
import dev.millrace.tokenizer.general.PreTokenizer;
import dev.millrace.tokenizer.general.PreTokenizer.PrependScheme;
import dev.millrace.tokenizer.general.SplitBehavior;
import dev.millrace.tokenizer.regex.Regex;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import dev.millrace.tokenizer.unicode.RegexClasses;
import dev.millrace.tokenizer.unicode.TextClasses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code pre_tokenizer} of a {@code tokenizer.json}. */
final class PreTokenizerJson {
    private static final Pattern WHITE_SPACE = Pattern.character(RegexClasses::isWhiteSpace);
    private static final Pattern PUNCTUATION = Pattern.character(TextClasses::isPunctuation);

    private final boolean fast;
    private final boolean normalized;
    private final List<PreTokenizer> stages = new ArrayList<>();
    private boolean originMatters;
    /** How many stages write bytes in GPT-2's alphabet, and whether the last one does. */
    private int byteLevels;

    private boolean endsInByteLevel;
    /** Whether a stage may have made several characters of one. */
    private boolean rewrites;

    private PreTokenizerJson(boolean fast, boolean normalized) {
        this.fast = fast;
        this.normalized = normalized;
    }

    /**
     * What a file's pre-tokenizer comes to.
     *
     * @param preTokenizer the stages
     * @param originMatters whether one of them asks if it stands at the start of the document
     * @param byteLevel whether one of them writes bytes in GPT-2's alphabet
     * @param beforeByteLevel the stages but the last, if that is the only one that does so
     */
    record Result(
            PreTokenizer preTokenizer,
            boolean originMatters,
            boolean byteLevel,
            @Nullable PreTokenizer beforeByteLevel) {}

    /** Reads that of a file; with {@code fast}, known expressions are matched by hand-compiled splitters. */
    static Result of(JsonView root, boolean fast) {
        PreTokenizerJson reader = new PreTokenizerJson(fast, root.has("normalizer"));
        JsonView json = root.object("pre_tokenizer");
        if (json != null) {
            reader.add(json);
        }
        List<PreTokenizer> stages = reader.stages;
        boolean onlyAtEnd = reader.byteLevels == 1 && reader.endsInByteLevel;
        return new Result(
                PreTokenizer.sequence(stages),
                reader.originMatters,
                reader.byteLevels > 0,
                onlyAtEnd ? PreTokenizer.sequence(stages.subList(0, stages.size() - 1)) : null);
    }

    private void add(JsonView json) {
        endsInByteLevel = false;
        switch (json.type()) {
            case "Sequence" -> json.objects("pretokenizers").forEach(this::add);
            case "ByteLevel" -> addByteLevel(json);
            case "Metaspace" -> addMetaspace(json);
            case "Split" -> stages.add(split(json));
            case "Digits" ->
                stages.add(PreTokenizer.split(
                        Pattern.character(TextClasses::isNumeric),
                        json.flag("individual_digits", false) ? SplitBehavior.ISOLATED : SplitBehavior.CONTIGUOUS,
                        false));
            case "Punctuation" ->
                stages.add(PreTokenizer.split(PUNCTUATION, behavior(json, SplitBehavior.ISOLATED), false));
            case "Whitespace" ->
                stages.add(PreTokenizer.split(PreTokenizerJson::wordOrOther, SplitBehavior.REMOVED, true));
            case "WhitespaceSplit" -> stages.add(PreTokenizer.split(WHITE_SPACE, SplitBehavior.REMOVED, false));
            case "BertPreTokenizer" -> stages.add(PreTokenizer.bert());
            case "CharDelimiterSplit" -> {
                int delimiter = character(json, "delimiter");
                stages.add(PreTokenizer.split(Pattern.character(c -> c == delimiter), SplitBehavior.REMOVED, false));
            }
            case "DigitGroups" -> // our own: millrace.json
                stages.add(PreTokenizer.split(
                        new DigitGroupPattern(positive(json, "group")), SplitBehavior.ISOLATED, false));
            case "FixedLength" -> stages.add(PreTokenizer.fixedLength(positive(json, "length")));
            default -> throw json.refuse("type", "a pre-tokenizer with a native form");
        }
    }

    private void addByteLevel(JsonView json) {
        boolean addPrefixSpace = json.flag("add_prefix_space", true);
        boolean useRegex = json.flag("use_regex", true);
        if (addPrefixSpace) {
            stages.add(PreTokenizer.prefixSpace());
        }
        if (useRegex) {
            Splitter known = fast ? KnownPatterns.find(KnownPatterns.GPT2, CharClasses.regex()) : null;
            stages.add(
                    known != null
                            ? PreTokenizer.of(known)
                            : PreTokenizer.split(Regex.compile(KnownPatterns.GPT2), SplitBehavior.ISOLATED, false));
        }
        stages.add(PreTokenizer.byteLevel());
        byteLevels++;
        rewrites = true;
        endsInByteLevel = true;
    }

    /** Older files say {@code add_prefix_space} instead of {@code prepend_scheme}. */
    private void addMetaspace(JsonView json) {
        int replacement = character(json, "replacement");
        PrependScheme scheme = switch (json.has("prepend_scheme") ? json.string("prepend_scheme") : "always") {
            case "always" -> PrependScheme.ALWAYS;
            case "first" -> PrependScheme.FIRST;
            case "never" -> PrependScheme.NEVER;
            default -> throw json.refuse("prepend_scheme", "always, first or never");
        };
        if (!json.flag("add_prefix_space", true)) {
            scheme = PrependScheme.NEVER;
        }
        if (scheme == PrependScheme.FIRST && !stages.isEmpty() && (normalized || rewrites)) {
            // Pieces count as first if they come from the first character of the document, which may be several.
            throw json.refuse("prepend_scheme", "always or never behind stages that split or put in characters");
        }
        rewrites = true;
        originMatters |= scheme == PrependScheme.FIRST;
        stages.add(PreTokenizer.metaspace(replacement, scheme));
        if (json.flag("split", true)) {
            stages.add(PreTokenizer.split(
                    Pattern.character(c -> c == replacement), SplitBehavior.MERGED_WITH_NEXT, false));
        }
    }

    private static PreTokenizer split(JsonView json) {
        if (!json.has("behavior")) {
            throw json.refuse("behavior", "the name of a behavior");
        }
        return PreTokenizer.split(
                PatternJson.of(json), behavior(json, SplitBehavior.ISOLATED), json.flag("invert", false));
    }

    private static SplitBehavior behavior(JsonView json, SplitBehavior otherwise) {
        if (!json.has("behavior")) {
            return otherwise;
        }
        return switch (json.string("behavior")) {
            case "Removed" -> SplitBehavior.REMOVED;
            case "Isolated" -> SplitBehavior.ISOLATED;
            case "MergedWithPrevious" -> SplitBehavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> SplitBehavior.MERGED_WITH_NEXT;
            case "Contiguous" -> SplitBehavior.CONTIGUOUS;
            default -> throw json.refuse("behavior", "the name of a behavior");
        };
    }

    /** {@code \w+|[^\w\s]+} in Rust's reading. */
    private static long wordOrOther(byte[] text, int from, int to, int at) {
        long word = WORDS.find(text, from, to, at);
        long other = OTHERS.find(text, from, to, at);
        return word < 0 || other >= 0 && other < word ? other : word;
    }

    private static final Pattern WORDS = Pattern.run(RegexClasses::isRustWord);
    private static final Pattern OTHERS =
            Pattern.run(c -> !RegexClasses.isRustWord(c) && !RegexClasses.isWhiteSpace(c));

    private static int character(JsonView json, String field) {
        String text = json.string(field);
        if (text.codePointCount(0, text.length()) != 1) {
            throw json.refuse(field, "one character");
        }
        return text.codePointAt(0);
    }

    private static int positive(JsonView json, String field) {
        int value = json.integer(field);
        if (value <= 0) {
            throw new TokenizerLoadException(json.at(field) + " must be positive, got " + value);
        }
        return value;
    }
}
