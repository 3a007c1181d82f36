package dev.millrace.tokenizer.dynamic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.millrace.tokenizer.EncodedBatch;
import dev.millrace.tokenizer.TokenSet;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;

/** A tokenizer whose vocabulary is the pieces of given rows, in GPT-2's alphabet, and the rows as its ids. */
final class PieceTokenizer {
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> pieces = new ArrayList<>();
    private final Tokenizer tokenizer;
    private final EncodedBatch rows;

    PieceTokenizer(String... texts) {
        for (String text : texts) {
            for (String piece : pieces(text)) {
                if (ids.putIfAbsent(piece, pieces.size()) == null) {
                    pieces.add(piece);
                }
            }
        }
        StringJoiner vocabulary = new StringJoiner(",");
        StringJoiner added = new StringJoiner(",");
        for (String piece : pieces) {
            String json = '"' + piece + '"';
            if (piece.startsWith("<")) {
                added.add("{\"id\":" + ids.get(piece) + ",\"content\":" + json + ",\"single_word\":false,"
                        + "\"lstrip\":false,\"rstrip\":false,\"normalized\":false,\"special\":true}");
            }
            vocabulary.add(json + ":" + ids.get(piece));
        }
        String json = "{\"added_tokens\":[" + added + "],\"normalizer\":null,\"pre_tokenizer\":{\"type\":\"ByteLevel\","
                + "\"add_prefix_space\":false,\"use_regex\":true},\"post_processor\":null,\"decoder\":null,"
                + "\"model\":{\"type\":\"BPE\",\"vocab\":{" + vocabulary + "},\"merges\":[]}}";
        tokenizer = load(json);
        rows = encode(texts);
    }

    /** Other rows of the same pieces. */
    EncodedBatch encode(String... texts) {
        EncodedBatch batch = new EncodedBatch(texts.length, 64);
        for (String text : texts) {
            int[] row = text.isEmpty()
                    ? new int[0]
                    : pieces(text).stream().mapToInt(ids::get).toArray();
            batch.append(row, 0, row.length, false);
        }
        return batch;
    }

    private static List<String> pieces(String text) {
        return List.of(text.split(" ", -1));
    }

    private static Tokenizer load(String json) {
        try {
            Path file = Files.createTempFile("pieces", ".json");
            try {
                Files.writeString(file, json);
                return TokenizerRegistry.load(file.toString());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tokenizer tokenizer() {
        return tokenizer;
    }

    EncodedBatch rows() {
        return rows;
    }

    /** The rows of a batch as pieces between blanks. */
    List<String> text(DynamicBatch batch) {
        List<String> texts = new ArrayList<>();
        TokenSet tokens = Objects.requireNonNull(tokenizer.tokens());
        for (int row = 0; row < batch.rows(); row++) {
            StringJoiner text = new StringJoiner(" ");
            for (int id : batch.row(row)) {
                byte[] bytes = id < tokens.size()
                        ? tokens.bytes(id)
                        : batch.vocabulary().tokens().get(id - tokens.size()).bytes();
                text.add(new String(bytes, ISO_8859_1).replace(' ', 'Ġ'));
            }
            texts.add(text.toString());
        }
        return texts;
    }
}
