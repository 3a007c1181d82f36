package dev.millrace.tokenizer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A small byte-level {@code tokenizer.json} whose parts a test can replace one by one. */
final class TinyTokenizer {
    private final Map<String, String> parts = new LinkedHashMap<>();

    TinyTokenizer() {
        parts.put("vocab", alphabet() + ",\"ab\":256,\"abc\":257,\"bc\":258,\"Ġa\":259");
        parts.put("merges", "[\"a b\",\"ab c\",\"b c\",\"Ġ a\"]");
        parts.put("ignore_merges", "false");
        parts.put("normalizer", "null");
        parts.put(
                "pre_tokenizer",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true}");
        parts.put("post_processor", "null");
        parts.put("added_tokens", "[" + added("<s>", 260, true) + "]");
    }

    static String added(String content, int id, boolean special) {
        return "{\"id\":" + id + ",\"content\":\"" + content + "\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":false,\"special\":" + special + "}";
    }

    static String alphabet() {
        StringBuilder vocab = new StringBuilder();
        int extra = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            int c = printable ? b : extra++;
            vocab.append(b == 0 ? "" : ",").append('"');
            vocab.append(c == '"' || c == '\\' ? "\\" : "")
                    .append((char) c)
                    .append("\":")
                    .append(b);
        }
        return vocab.toString();
    }

    String part(String name) {
        return parts.getOrDefault(name, "");
    }

    TinyTokenizer with(String name, String json) {
        parts.put(name, json);
        return this;
    }

    String json() {
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":" + part("added_tokens")
                + ",\"normalizer\":" + part("normalizer") + ",\"pre_tokenizer\":" + part("pre_tokenizer")
                + ",\"post_processor\":" + part("post_processor") + ",\"decoder\":null,\"model\":{\"type\":\"BPE\","
                + "\"dropout\":null,\"unk_token\":null,\"continuing_subword_prefix\":null,\"end_of_word_suffix\":null,"
                + "\"fuse_unk\":false,\"byte_fallback\":false,\"ignore_merges\":" + part("ignore_merges")
                + ",\"vocab\":{" + part("vocab") + "},\"merges\":" + part("merges") + "}}";
    }

    Tokenizer load(Path folder) {
        try {
            Path file = folder.resolve("tokenizer.json");
            Files.writeString(file, json());
            return TokenizerRegistry.load(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
