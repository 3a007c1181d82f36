package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.general.GeneralTokenizer;
import dev.millrace.tokenizer.general.PieceModel;
import dev.millrace.tokenizer.general.Stages;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Template;
import java.util.List;

/** Builds a tokenizer of general stages from a {@code tokenizer.json}. */
final class GeneralJson {
    private GeneralJson() {}

    static Tokenizer build(String name, JsonView root, ModelJson modelJson) {
        Fingerprint fingerprint = new Fingerprint();
        PieceModel model = PieceModelJson.of(modelJson, fingerprint);
        Normalizer normalizer = NormalizerJson.of(root.object("normalizer"));
        PreTokenizerJson.Result preTokenizer = PreTokenizerJson.of(root.object("pre_tokenizer"));
        Template template = TemplateJson.of(root.object("post_processor"));
        List<AddedToken> added = AddedTokensJson.of(root, modelJson.vocab());
        for (AddedToken token : added) {
            fingerprint.add("added", token.toString());
        }
        for (String stage : List.of("normalizer", "pre_tokenizer", "post_processor")) {
            fingerprint.add(stage, String.valueOf(root.fields().get(stage)));
        }
        Stages stages = new Stages(
                added,
                normalizer,
                preTokenizer.preTokenizer(),
                model,
                template,
                DecoderJson.of(root.object("decoder")),
                preTokenizer.originMatters(),
                preTokenizer.byteLevel());
        return new GeneralTokenizer(name, fingerprint.finish(), stages);
    }
}
