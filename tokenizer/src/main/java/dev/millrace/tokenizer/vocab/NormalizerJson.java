package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.normalize.BertNormalizer;
import dev.millrace.tokenizer.normalize.CharacterNormalizer;
import dev.millrace.tokenizer.normalize.Filter;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.normalize.NormalizerSequence;
import dev.millrace.tokenizer.normalize.Precompiled;
import dev.millrace.tokenizer.normalize.Prepend;
import dev.millrace.tokenizer.normalize.Replace;
import dev.millrace.tokenizer.normalize.Strip;
import dev.millrace.tokenizer.normalize.UnicodeForm;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code normalizer} of a {@code tokenizer.json}. */
final class NormalizerJson {
    private NormalizerJson() {}

    static @Nullable Normalizer of(@Nullable JsonView json) {
        return json == null ? null : normalizer(json);
    }

    private static Normalizer normalizer(JsonView json) {
        return switch (json.type()) {
            case "NFC" -> UnicodeForm.NFC;
            case "NFD" -> UnicodeForm.NFD;
            case "NFKC" -> UnicodeForm.NFKC;
            case "NFKD" -> UnicodeForm.NFKD;
            case "Lowercase" -> CharacterNormalizer.LOWERCASE;
            case "StripAccents" -> Filter.ACCENTS;
            case "Nmt" -> NormalizerSequence.nmt();
            case "ByteLevel" -> CharacterNormalizer.BYTE_LEVEL;
            case "Strip" -> new Strip(json.flag("strip_left", true), json.flag("strip_right", true));
            case "Prepend" -> new Prepend(json.string("prepend"));
            case "Replace" -> replace(json);
            case "BertNormalizer" -> bert(json);
            case "Precompiled" -> precompiled(json);
            case "Sequence" -> sequence(json);
            default -> throw json.refuse("type", "a normalizer with a native form");
        };
    }

    private static Normalizer bert(JsonView json) {
        boolean lowercase = json.flag("lowercase", true);
        return new BertNormalizer(
                json.flag("clean_text", true),
                json.flag("handle_chinese_chars", true),
                json.flag("strip_accents", lowercase),
                lowercase);
    }

    private static Normalizer precompiled(JsonView json) {
        try {
            return new Precompiled(Base64.getDecoder().decode(json.string("precompiled_charsmap")));
        } catch (IllegalArgumentException e) {
            throw new BrokenException(json.at("precompiled_charsmap") + " is broken: " + e.getMessage(), e);
        }
    }

    private static Normalizer replace(JsonView json) {
        JsonView pattern = json.object("pattern");
        if (pattern != null && "".equals(pattern.fields().get("String"))) {
            TokenizerLoadException refusal = pattern.refuse("String", "text that is not empty");
            throw new BrokenException(String.valueOf(refusal.getMessage()), refusal);
        }
        return new Replace(PatternJson.of(json), json.string("content"));
    }

    /** The Hugging Face library does not refuse such a normalizer: it ends the process. */
    static final class BrokenException extends TokenizerLoadException {
        private static final long serialVersionUID = 1L;

        private BrokenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static Normalizer sequence(JsonView json) {
        List<Normalizer> stages = new ArrayList<>();
        for (JsonView stage : json.objects("normalizers")) {
            stages.add(normalizer(stage));
        }
        return new NormalizerSequence(stages);
    }
}
