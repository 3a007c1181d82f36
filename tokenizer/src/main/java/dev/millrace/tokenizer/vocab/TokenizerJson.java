package dev.millrace.tokenizer.vocab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.millrace.tokenizer.SpecialsInData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.normalize.Normalizer;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.split.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds a tokenizer from a {@code tokenizer.json} of Hugging Face; what it does not support, it refuses. */
final class TokenizerJson {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerJson.class);

    /** Reads tokens of any length: a learnt one may have more characters than a name in JSON usually does. */
    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonView root;
    private final ModelJson model;

    private TokenizerJson(JsonView root, ModelJson model) {
        this.root = root;
        this.model = model;
    }

    /**
     * Reads all of {@code in}; {@code source} names it in messages.
     *
     * @throws TokenizerLoadException if it is no tokenizer or uses what is not supported; the message has the JSON path
     */
    static Tokenizer load(InputStream in, String name, String source) throws IOException {
        return load(in, name, source, SpecialsInData.MERGE);
    }

    /** The same with a choice about special tokens in data. */
    static Tokenizer load(InputStream in, String name, String source, SpecialsInData specials) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            TokenizerJson json = read(parser);
            if (specials == SpecialsInData.FORBID) {
                json.model.forbid(json.specialTokens());
            }
            return json.build(name);
        } catch (JsonProcessingException e) {
            throw new TokenizerLoadException("a tokenizer.json must be JSON, but " + source + " is not", e);
        } catch (TokenizerLoadException e) {
            throw new TokenizerLoadException("cannot load " + source + ": " + e.getMessage(), e);
        }
    }

    private static TokenizerJson read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new TokenizerLoadException("a tokenizer.json must be an object");
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        ModelJson model = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_OBJECT && field.equals("model")) {
                model = ModelJson.read(parser);
            } else {
                fields.put(field, JsonView.read(parser));
            }
        }
        requireEnd(parser, "a tokenizer.json");
        if (model == null) {
            throw new TokenizerLoadException("model must be an object");
        }
        return new TokenizerJson(new JsonView("", fields), model);
    }

    /** Refuses what follows the value that was read, as the Hugging Face library does. */
    static void requireEnd(JsonParser parser, String what) throws IOException {
        if (parser.nextToken() != null) {
            String sentence = what + " must be one JSON object, but more follows it";
            throw new TokenizerLoadException(sentence, new JsonParseException(parser, sentence));
        }
    }

    private Set<String> specialTokens() {
        return AddedTokensJson.of(root, model.vocab()).stream()
                .filter(AddedToken::special)
                .map(AddedToken::content)
                .collect(Collectors.toSet());
    }

    /** Builds the fast form; what that refuses, the general form decides about. */
    private Tokenizer build(String name) {
        for (String ignored : List.of("truncation", "padding")) {
            if (root.has(ignored)) {
                LOG.info(
                        "the {} that tokenizer {} asks for is not applied: documents are encoded whole", ignored, name);
            }
        }
        try {
            return buildByteLevel(name);
        } catch (TokenizerLoadException notByteLevel) {
            return GeneralJson.build(name, root, model, true);
        }
    }

    /** Loads the general form also where there is a fast one. */
    static Tokenizer loadGeneral(InputStream in, String name) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            TokenizerJson json = read(parser);
            return GeneralJson.build(name, json.root, json.model, false);
        }
    }

    private Tokenizer buildByteLevel(String name) {
        if (!model.type().equals("BPE")) {
            throw new TokenizerLoadException("model.type must be BPE, got " + model.type());
        }
        List<AddedToken> added = addedTokens();
        Normalizer normalizer = NormalizerJson.of(root.object("normalizer"));
        Splitter splitter = SplitterJson.of(root.object("pre_tokenizer"));
        BpeModel bpe = new ByteLevelBpeJson(model).build();
        Template template = TemplateJson.of(root.object("post_processor"));
        for (AddedToken token : added) {
            if (token.normalized() && normalizer != null) {
                throw new TokenizerLoadException(
                        "added_tokens[].normalized must be false beside a normalizer, but is true for "
                                + token.content());
            }
        }
        Pipeline pipeline = new Pipeline(added, normalizer, splitter, bpe, template);
        return new PipelineTokenizer(name, FingerprintJson.of(root, model, added), pipeline);
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> tokens = AddedTokensJson.of(root, model.vocab());
        for (AddedToken token : tokens) {
            if (token.leftStrip() || token.rightStrip() || token.singleWord()) {
                throw new TokenizerLoadException(
                        "added_tokens[] must not have lstrip, rstrip or single_word, but one has it: " + token);
            }
            refuseHidden(token, tokens);
        }
        return tokens;
    }

    /** Tokens that are not normalized go first wherever they are, while the fast form takes what starts leftmost. */
    private static void refuseHidden(AddedToken token, List<AddedToken> tokens) {
        for (AddedToken first : tokens) {
            if (token.normalized() && !first.normalized() && mayHide(token.content(), first.content())) {
                throw new TokenizerLoadException("added_tokens[] that are normalized must not overlap others, but "
                        + token.content() + " may overlap " + first.content());
            }
        }
    }

    /** Whether a text can have {@code hidden} where {@code token} has begun at the same place or before. */
    private static boolean mayHide(String token, String hidden) {
        for (int start = 0; start < token.length(); start++) {
            int length = Math.min(hidden.length(), token.length() - start);
            if (length > 0
                    && token.regionMatches(start, hidden, 0, length)
                    && !(start == 0 && length == token.length())) {
                return true;
            }
        }
        return false;
    }
}
