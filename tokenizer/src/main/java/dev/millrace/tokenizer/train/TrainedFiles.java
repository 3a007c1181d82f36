package dev.millrace.tokenizer.train;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.millrace.tokenizer.bpe.MergeTable;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.vocab.ByteAlphabet;
import dev.millrace.tokenizer.vocab.PoolFiles;
import dev.millrace.tokenizer.vocab.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was learnt as files that others load. */
public final class TrainedFiles {
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private TrainedFiles() {}

    /** Some format cannot say what was learnt. */
    public static final class InexpressibleException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        InexpressibleException(String sentence) {
            super(sentence);
        }
    }

    /** Why no {@code tokenizer.json} can express what was learnt, or null if one can. */
    public static @Nullable String inexpressible(TrainedBpe trained) {
        return trained.options().superwords() == null
                ? trained.options().preTokenization().inexpressible()
                : null;
    }

    /**
     * Writes a {@code tokenizer.json} as the Hugging Face library loads it.
     *
     * @throws InexpressibleException if such a file cannot say how texts are cut
     */
    public static void writeTokenizerJson(TrainedBpe trained, OutputStream out) throws IOException {
        String reason = inexpressible(trained);
        if (reason != null) {
            throw new InexpressibleException("a tokenizer.json cannot express " + reason);
        }
        write(trained, null, out);
    }

    /**
     * Writes a {@code millrace.json}, which only Millrace loads: a {@code tokenizer.json} with one more kind of
     * pre-tokenizer.
     */
    public static void writeMillraceJson(TrainedBpe trained, OutputStream out) throws IOException {
        write(trained, PoolFiles.TOKENIZER_FORMAT, out);
    }

    private static void write(TrainedBpe trained, @Nullable String format, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (format != null) {
                json.writeStringField("format", format);
            }
            json.writeStringField("version", "1.0");
            json.writeNullField("truncation");
            json.writeNullField("padding");
            writeAddedTokens(trained, json);
            writeNormalizer(trained.options(), json);
            writePreTokenizer(trained.options(), json);
            json.writeNullField("post_processor");
            json.writeFieldName("decoder");
            if (trained.options().binary()) {
                json.writeNull();
            } else {
                writeByteLevel(json, true);
            }
            writeModel(trained, json);
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeAddedTokens(TrainedBpe trained, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("added_tokens");
        int special = trained.options().specialTokens().size();
        int first = firstByte(trained);
        for (int id = 0; id < first; id++) {
            writeAddedToken(json, id, new String(trained.tokens().get(id), UTF_8), false, id < special);
        }
        int id = trained.tokens().size();
        for (String token : trained.appended()) {
            writeAddedToken(json, id++, token, true, false);
        }
        json.writeEndArray();
    }

    private static void writeAddedToken(JsonGenerator json, int id, String token, boolean normalized, boolean special)
            throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", id);
        json.writeStringField("content", token);
        json.writeBooleanField("single_word", false);
        json.writeBooleanField("lstrip", false);
        json.writeBooleanField("rstrip", false);
        json.writeBooleanField("normalized", normalized);
        json.writeBooleanField("special", special);
        json.writeEndObject();
    }

    private static void writeNormalizer(TrainerOptions options, JsonGenerator json) throws IOException {
        json.writeFieldName("normalizer");
        if (options.nfkc()) {
            json.writeStartObject();
            json.writeStringField("type", "NFKC");
            json.writeEndObject();
        } else {
            json.writeNull();
        }
    }

    private static void writePreTokenizer(TrainerOptions options, JsonGenerator json) throws IOException {
        json.writeFieldName("pre_tokenizer");
        List<String> patterns = options.superwords() != null
                ? PreTokenization.SUPERWORDS.patterns()
                : options.preTokenization().patterns();
        int digits =
                options.superwords() != null ? 0 : options.preTokenization().fractionGroup();
        if (options.binary()) {
            json.writeNull();
        } else if (patterns.isEmpty() && digits == 0) {
            writeByteLevel(json, false);
        } else if (patterns.equals(List.of(KnownPatterns.GPT2)) && digits == 0) {
            writeByteLevel(json, true);
        } else {
            json.writeStartObject();
            json.writeStringField("type", "Sequence");
            json.writeArrayFieldStart("pretokenizers");
            if (digits > 0) {
                json.writeStartObject();
                json.writeStringField("type", "DigitGroups");
                json.writeNumberField("group", digits);
                json.writeEndObject();
            }
            for (String pattern : patterns) {
                json.writeStartObject();
                json.writeStringField("type", "Split");
                json.writeObjectFieldStart("pattern");
                json.writeStringField("Regex", pattern);
                json.writeEndObject();
                json.writeStringField("behavior", "Isolated");
                json.writeBooleanField("invert", false);
                json.writeEndObject();
            }
            writeByteLevel(json, false);
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeByteLevel(JsonGenerator json, boolean useRegex) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", true);
        json.writeBooleanField("use_regex", useRegex);
        json.writeEndObject();
    }

    private static void writeModel(TrainedBpe trained, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("type", "BPE");
        for (String absent : List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
            json.writeNullField(absent);
        }
        json.writeBooleanField("fuse_unk", false);
        json.writeBooleanField("byte_fallback", false);
        json.writeBooleanField("ignore_merges", false);
        json.writeObjectFieldStart("vocab");
        for (int id = 0; id < trained.tokens().size(); id++) {
            json.writeNumberField(spelled(trained, id), id);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("merges");
        Merges merges = trained.merges();
        for (int i = 0; i < merges.size(); i++) {
            json.writeArray(new String[] {spelled(trained, merges.left(i)), spelled(trained, merges.right(i))}, 0, 2);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** The token as a {@code tokenizer.json} spells it. */
    static String spelled(TrainedBpe trained, int id) {
        byte[] token = trained.tokens().get(id);
        TrainerOptions options = trained.options();
        if (id < firstByte(trained)) {
            return new String(token, UTF_8);
        }
        if (options.binary()) {
            return new String(token, ISO_8859_1);
        }
        StringBuilder text = new StringBuilder(token.length);
        for (byte b : token) {
            text.append(ByteAlphabet.of(b & 0xff));
        }
        return text.toString();
    }

    /**
     * Writes a rank file as tiktoken loads it: a line per token with its bytes in Base64 and its id. Special and custom
     * tokens and the pattern are not in it; whoever loads it must know them.
     *
     * @throws InexpressibleException if ranks alone would encode some text otherwise than the merges do
     */
    public static void writeTiktoken(TrainedBpe trained, OutputStream out) throws IOException {
        checkRanks(trained);
        int first = firstByte(trained);
        for (int id = first; id < trained.tokens().size(); id++) {
            String line = Base64.getEncoder().encodeToString(trained.tokens().get(id)) + " " + id + "\n";
            out.write(line.getBytes(UTF_8));
        }
    }

    /** Ranks merge any neighbours that are a token together; that must be just the pairs of the merges, in their order. */
    private static void checkRanks(TrainedBpe trained) {
        byte[] @Nullable [] tokens = trained.tokens().toArray(byte[][]::new);
        Arrays.fill(tokens, 0, firstByte(trained), null);
        MergeTable ranks = MergeTable.ofByteRanks(new Vocabulary(tokens, new BitSet()));
        Merges merges = trained.merges();
        for (int i = 0; i < merges.size(); i++) {
            boolean inOrder = i == 0 || merges.merged(i) > merges.merged(i - 1);
            long rank = ranks.get(merges.left(i), merges.right(i));
            if (!inOrder || rank < 0 || (int) rank != merges.merged(i)) {
                throw new InexpressibleException("a rank file cannot express merge " + (i + 1) + ", which makes token "
                        + merges.merged(i) + " in another way than ranks do");
            }
        }
        if (merges.size() != ranks.size()) {
            throw new InexpressibleException("a rank file must have a merge for each token, but of " + ranks.size()
                    + " tokens only " + merges.size() + " are made by one");
        }
    }

    private static int firstByte(TrainedBpe trained) {
        return trained.options().specialTokens().size()
                + trained.options().customTokens().size();
    }
}
