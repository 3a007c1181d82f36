package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.MergeTable;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A BPE model over bytes, which are written as characters: in the {@link ByteAlphabet} or as Latin-1. */
final class ByteLevelBpeJson {
    private final ModelJson model;
    private final JsonView flags;

    private final boolean latin1;

    ByteLevelBpeJson(ModelJson model) {
        this(model, false);
    }

    /** With {@code latin1}, byte {@code b} is written as the character U+00{@code b}. */
    ByteLevelBpeJson(ModelJson model, boolean latin1) {
        this.model = model;
        this.latin1 = latin1;
        flags = model.view();
    }

    /** Builds the model. */
    BpeModel build() {
        checkFlags();
        Vocabulary vocabulary = vocabulary();
        int[] byteIds = byteIds();
        boolean wholePieceFirst = flags.flag("ignore_merges", false);
        return new BpeModel(vocabulary, merges(), byteIds, wholePieceFirst);
    }

    private void checkFlags() {
        if (flags.has("dropout") && !Double.valueOf(0).equals(flags.fields().get("dropout"))) {
            throw flags.refuse("dropout", "null");
        }
        for (String field : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!flags.stringOrEmpty(field).isEmpty()) {
                throw flags.refuse(field, "empty");
            }
        }
        if (flags.flag("byte_fallback", false)) {
            throw flags.refuse("byte_fallback", "false");
        }
    }

    private Vocabulary vocabulary() {
        int greatest = -1;
        for (int id : model.vocab().values()) {
            greatest = Math.max(greatest, id);
        }
        byte[] @Nullable [] tokens = new byte[greatest + 1][];
        BitSet hidden = new BitSet();
        model.vocab().forEach((token, id) -> {
            if (tokens[id] != null) {
                throw new TokenizerLoadException(
                        "model.vocab must give each id to one token, but gives " + id + " twice");
            }
            byte[] bytes = latin1 ? latin1(token) : ByteAlphabet.decode(token);
            tokens[id] = bytes != null ? bytes : token.getBytes(UTF_8);
            hidden.set(id, bytes == null || model.forbidden().contains(token));
        });
        return new Vocabulary(tokens, hidden);
    }

    private static byte @Nullable [] latin1(String token) {
        return token.chars().allMatch(c -> c < 256) ? token.getBytes(ISO_8859_1) : null;
    }

    private int[] byteIds() {
        int[] ids = new int[256];
        for (int b = 0; b < 256; b++) {
            ids[b] = model.vocab().getOrDefault(String.valueOf(latin1 ? (char) b : ByteAlphabet.of(b)), -1);
            if (ids[b] < 0 && flags.has("unk_token")) {
                throw new TokenizerLoadException(
                        "model.unk_token must be null where a byte is missing, but byte " + b + " is");
            }
        }
        return ids;
    }

    private MergeTable merges() {
        List<String> parts = model.merges();
        MergeTable table = new MergeTable(parts.size() / 2);
        for (int rank = 0; 2 * rank < parts.size(); rank++) {
            String left = parts.get(2 * rank);
            String right = parts.get(2 * rank + 1);
            table.put(id(left, rank), id(right, rank), rank, id(left + right, rank));
        }
        return table;
    }

    private int id(String token, int rank) {
        Map<String, Integer> vocab = model.vocab();
        Integer id = vocab.get(token);
        if (id == null) {
            throw new TokenizerLoadException(
                    "model.merges[" + rank + "] must be made of tokens of model.vocab, which lacks " + token);
        }
        return id;
    }
}
