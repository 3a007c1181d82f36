package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.general.CharacterBpeModel;
import dev.millrace.tokenizer.general.PieceModel;
import dev.millrace.tokenizer.general.UnigramModel;
import dev.millrace.tokenizer.general.WordLevelModel;
import dev.millrace.tokenizer.general.WordPieceModel;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code model} of a {@code tokenizer.json}, over the tokens as they are written there. */
final class PieceModelJson {
    private final ModelJson model;
    private final JsonView view;
    private final Vocabulary vocabulary;

    private PieceModelJson(ModelJson model) {
        this.model = model;
        this.view = model.view();
        this.vocabulary = vocabulary(model);
    }

    /** Builds the model. */
    static PieceModel of(ModelJson model) {
        String type = model.type();
        if (!List.of("BPE", "WordPiece", "WordLevel", "Unigram").contains(type)) {
            throw new TokenizerLoadException("model.type must be one with a native form, got " + type);
        }
        if (type.equals("Unigram")) {
            return unigram(model);
        }
        PieceModelJson reader = new PieceModelJson(model);
        return switch (type) {
            case "BPE" -> reader.bpe();
            case "WordPiece" -> reader.wordPiece();
            default -> reader.wordLevel();
        };
    }

    private static Vocabulary vocabulary(ModelJson model) {
        int greatest = -1;
        for (int id : model.vocab().values()) {
            greatest = Math.max(greatest, id);
        }
        byte[] @Nullable [] tokens = new byte[greatest + 1][];
        model.vocab().forEach((token, id) -> {
            if (tokens[id] != null) {
                throw new TokenizerLoadException(
                        "model.vocab must give each id to one token, but gives " + id + " twice");
            }
            tokens[id] = token.getBytes(UTF_8);
        });
        return new Vocabulary(tokens, new BitSet());
    }

    private static PieceModel unigram(ModelJson model) {
        JsonView view = model.view();
        List<String> tokens = model.scoredTokens();
        int unknown = view.has("unk_id") ? view.integer("unk_id") : -1;
        if (view.has("unk_id") && (unknown < 0 || unknown >= tokens.size())) {
            throw view.refuse("unk_id", "an id of model.vocab");
        }
        byte[] @Nullable [] bytes = new byte[tokens.size()][];
        BitSet hidden = new BitSet();
        for (int id = 0; id < bytes.length; id++) {
            bytes[id] = tokens.get(id).getBytes(UTF_8);
            hidden.set(id, model.vocab().getOrDefault(tokens.get(id), -1) != id);
        }
        Vocabulary vocabulary = new Vocabulary(bytes, hidden);
        return new UnigramModel(vocabulary, model.scores(), unknown, view.flag("byte_fallback", false));
    }

    private PieceModel bpe() {
        if (view.has("dropout") && !Double.valueOf(0).equals(view.fields().get("dropout"))) {
            throw view.refuse("dropout", "null");
        }
        if (!model.forbidden().isEmpty() && view.flag("ignore_merges", false)) {
            throw new TokenizerLoadException(
                    "model.ignore_merges must be false where special tokens are forbidden in data, got true");
        }
        String prefix = view.stringOrEmpty("continuing_subword_prefix");
        CharacterBpeModel.Options options = new CharacterBpeModel.Options(
                prefix,
                view.stringOrEmpty("end_of_word_suffix"),
                view.has("unk_token") ? id(view.string("unk_token"), "unk_token") : -1,
                view.flag("fuse_unk", false),
                view.flag("byte_fallback", false),
                view.flag("ignore_merges", false));
        List<String> parts = model.merges();
        int[] merges = new int[parts.size() / 2 * 3];
        for (int rank = 0; 2 * rank < parts.size(); rank++) {
            String left = parts.get(2 * rank);
            String right = parts.get(2 * rank + 1);
            String where = "merges[" + rank + "]";
            merges[3 * rank] = id(left, where);
            merges[3 * rank + 1] = id(right, where);
            merges[3 * rank + 2] = id(left + withoutPrefix(right, prefix), where);
        }
        return new CharacterBpeModel(vocabulary, merges, options);
    }

    private static String withoutPrefix(String token, String prefix) {
        return token.length() >= prefix.length() ? token.substring(prefix.length()) : "";
    }

    private PieceModel wordPiece() {
        String prefix = view.has("continuing_subword_prefix") ? view.string("continuing_subword_prefix") : "##";
        int most = view.has("max_input_chars_per_word") ? view.integer("max_input_chars_per_word") : 100;
        int unknown = id(view.has("unk_token") ? view.string("unk_token") : "[UNK]", "unk_token");
        return new WordPieceModel(vocabulary, prefix.getBytes(UTF_8), unknown, most);
    }

    private PieceModel wordLevel() {
        String token = view.has("unk_token") ? view.string("unk_token") : "<unk>";
        int unknown = model.vocab().getOrDefault(token, -1);
        return new WordLevelModel(vocabulary, unknown);
    }

    private int id(String token, String where) {
        Integer id = model.vocab().get(token);
        if (id == null) {
            throw new TokenizerLoadException(
                    "model." + where + " must be made of tokens of model.vocab, which lacks " + token);
        }
        return id;
    }
}
