package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.ByteSpelling;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.general.Decoder;
import dev.millrace.tokenizer.general.EmptiedTokenException;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.general.PieceModel;
import dev.millrace.tokenizer.general.PreTokenizer;
import dev.millrace.tokenizer.general.Stages;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.split.Splitter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds a tokenizer of general stages from a {@code tokenizer.json}. */
final class GeneralJson {
    private final JsonView root;
    private final ModelJson model;

    private GeneralJson(JsonView root, ModelJson model) {
        this.root = root;
        this.model = model;
    }

    /** Builds it; with {@code fast}, pre-tokenizer and model take their fast form if they have one. */
    static Tokenizer build(String name, JsonView root, ModelJson model, boolean fast) {
        return new GeneralJson(root, model).build(name, fast);
    }

    private Tokenizer build(String name, boolean fast) {
        Normalizer normalizer = NormalizerJson.of(root.object("normalizer"));
        Template template = TemplateJson.of(root.object("post_processor"));
        Decoder decoder = DecoderJson.of(root.object("decoder"));
        ByteSpelling spelling = new ByteSpellingJson(root, model).detect();
        Pipeline engine = spelling != null ? binaryEngine(spelling, template) : fast ? engine(template) : null;
        Stages.Body body = engine != null ? new Stages.FastBody(engine, spelling) : fast ? byteLevelBody() : null;
        boolean ofBytes = body != null;
        body = body != null ? body : generalBody(fast);
        List<AddedToken> added = AddedTokensJson.of(root, model.vocab());
        Stages stages = new Stages(added, normalizer, body, template, ofBytes ? Decoder.none() : decoder);
        try {
            return new GeneralTokenizer(name, FingerprintJson.of(root, model, added), stages);
        } catch (EmptiedTokenException e) {
            throw new TokenizerLoadException(String.valueOf(e.getMessage()), e);
        }
    }

    private Pipeline binaryEngine(ByteSpelling spelling, Template template) {
        BpeModel bpe = new ByteLevelBpeJson(model, spelling == ByteSpelling.LATIN_1).build();
        return new Pipeline(List.of(), null, (text, from, to) -> to, bpe, template);
    }

    private Stages.Body generalBody(boolean fast) {
        PieceModel pieceModel = PieceModelJson.of(model);
        PreTokenizerJson.Result preTokenizer = PreTokenizerJson.of(root, fast);
        return new Stages.GeneralBody(
                preTokenizer.preTokenizer(), pieceModel, preTokenizer.originMatters(), preTokenizer.byteLevel());
    }

    private boolean isByteLevel() {
        JsonView decoder = root.object("decoder");
        return model.type().equals("BPE") && decoder != null && decoder.type().equals("ByteLevel");
    }

    /** Any pre-tokenizer that ends in bytes with the model of the byte-level engine, or null where that does not do. */
    private Stages.@Nullable Body byteLevelBody() {
        if (!isByteLevel()) {
            return null;
        }
        PreTokenizerJson.Result preTokenizer = PreTokenizerJson.of(root, true);
        PreTokenizer beforeByteLevel = preTokenizer.beforeByteLevel();
        if (beforeByteLevel == null) {
            return null;
        }
        try {
            BpeModel bpe = new ByteLevelBpeJson(model).build();
            return new Stages.ByteLevelBody(beforeByteLevel, bpe, preTokenizer.originMatters());
        } catch (TokenizerLoadException notByteLevel) {
            return null;
        }
    }

    /** The byte-level engine, or null where the file needs more; its decoder is in its tokens. */
    private @Nullable Pipeline engine(Template template) {
        if (!isByteLevel()) {
            return null;
        }
        try {
            Splitter splitter = SplitterJson.of(root.object("pre_tokenizer"));
            BpeModel bpe = new ByteLevelBpeJson(model).build();
            return new Pipeline(List.of(), null, splitter, bpe, template);
        } catch (TokenizerLoadException notByteLevel) {
            return null;
        }
    }
}
