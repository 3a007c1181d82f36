package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.general.Decoder;
import dev.millrace.tokenizer.normalize.Replace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code decoder} of a {@code tokenizer.json}. */
final class DecoderJson {
    private DecoderJson() {}

    static Decoder of(@Nullable JsonView json) {
        return json == null ? Decoder.spaced() : decoder(json);
    }

    private static Decoder decoder(JsonView json) {
        return switch (json.type()) {
            case "ByteLevel" -> Decoder.byteLevel();
            case "ByteFallback" -> Decoder.byteFallback();
            case "Fuse" -> Decoder.fuse();
            case "Replace" -> Decoder.replace(new Replace(PatternJson.of(json), json.string("content")));
            case "Strip" ->
                Decoder.strip(json.string("content").codePointAt(0), json.integer("start"), json.integer("stop"));
            case "Metaspace" -> Decoder.metaspace(json.string("replacement").codePointAt(0), prepends(json));
            case "WordPiece" -> Decoder.wordPiece(json.string("prefix"), json.flag("cleanup", true));
            case "BPEDecoder" -> Decoder.bpe(json.string("suffix"));
            case "CTC" ->
                Decoder.ctc(json.string("pad_token"), json.string("word_delimiter_token"), json.flag("cleanup", true));
            case "Sequence" -> {
                List<Decoder> stages = new ArrayList<>();
                json.objects("decoders").forEach(stage -> stages.add(decoder(stage)));
                yield Decoder.sequence(stages);
            }
            default -> throw json.refuse("type", "a decoder with a native form");
        };
    }

    private static boolean prepends(JsonView json) {
        return json.flag("add_prefix_space", true)
                && !json.stringOrEmpty("prepend_scheme").equals("never");
    }
}
