package dev.millrace.tokenizer.vocab;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.bpe.BpeModel;
import dev.millrace.tokenizer.bpe.MergeTable;
import dev.millrace.tokenizer.pipeline.AddedToken;
import dev.millrace.tokenizer.pipeline.Pipeline;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.pipeline.Template;
import dev.millrace.tokenizer.split.CharClasses;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The public encodings of tiktoken: what its rank files leave unsaid. The patterns and special tokens are those of
 * tiktoken 0.14.
 */
@SuppressWarnings("ImmutableEnumChecker") // the maps come from Map.of
public enum TiktokenEncoding {
    /** GPT-2 and the first GPT-3 models. */
    R50K_BASE("r50k_base", "r50k_base", KnownPatterns.tiktokenGpt2(), Map.of("<|endoftext|>", 50256)),
    /** GPT-2; the same ids as {@link #R50K_BASE}. */
    GPT2("gpt2", "r50k_base", KnownPatterns.tiktokenGpt2(), Map.of("<|endoftext|>", 50256)),
    /** Codex. */
    P50K_BASE("p50k_base", "p50k_base", KnownPatterns.tiktokenGpt2(), Map.of("<|endoftext|>", 50256)),
    /** Codex for edits. */
    P50K_EDIT(
            "p50k_edit",
            "p50k_base",
            KnownPatterns.tiktokenGpt2(),
            Map.of("<|endoftext|>", 50256, "<|fim_prefix|>", 50281, "<|fim_middle|>", 50282, "<|fim_suffix|>", 50283)),
    /** GPT-3.5 and GPT-4. */
    CL100K_BASE(
            "cl100k_base",
            "cl100k_base",
            KnownPatterns.tiktokenCl100k(),
            Map.of(
                    "<|endoftext|>",
                    100257,
                    "<|fim_prefix|>",
                    100258,
                    "<|fim_middle|>",
                    100259,
                    "<|fim_suffix|>",
                    100260,
                    "<|endofprompt|>",
                    100276)),
    /** GPT-4o and later. */
    O200K_BASE(
            "o200k_base",
            "o200k_base",
            KnownPatterns.tiktokenO200k(),
            Map.of("<|endoftext|>", 199999, "<|endofprompt|>", 200018));

    private final String encodingName;
    private final String ranks;
    private final String pattern;
    private final Map<String, Integer> specialTokens;

    TiktokenEncoding(String encodingName, String ranks, String pattern, Map<String, Integer> specialTokens) {
        this.encodingName = encodingName;
        this.ranks = ranks;
        this.pattern = pattern;
        this.specialTokens = specialTokens;
    }

    /** Returns the encoding of that name, or null if there is none. */
    public static @Nullable TiktokenEncoding of(String name) {
        for (TiktokenEncoding encoding : values()) {
            if (encoding.encodingName.equals(name)) {
                return encoding;
            }
        }
        return null;
    }

    /** The name tiktoken gives it. */
    public String encodingName() {
        return encodingName;
    }

    /** Loads it with the ranks that come with the jtokkit library. */
    public Tokenizer load() {
        return tokenizer(model(), encodingName);
    }

    /** Loads its model alone. */
    public BpeModel model() {
        String resource = "/com/knuddels/jtokkit/" + ranks + ".tiktoken";
        try (InputStream in = TiktokenEncoding.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new TokenizerLoadException("the ranks of " + encodingName
                        + " must be on the class path (artifact com.knuddels:jtokkit), but " + resource + " is not");
            }
            return model(in, resource);
        } catch (IOException e) {
            throw new TokenizerLoadException("cannot read " + resource, e);
        }
    }

    /** Loads it with the ranks of a rank file; {@code source} names the file in messages. */
    Tokenizer load(InputStream rankFile, String name, String source) throws IOException {
        return tokenizer(model(rankFile, source), name);
    }

    private static BpeModel model(InputStream rankFile, String source) throws IOException {
        Vocabulary vocabulary = TiktokenFile.read(rankFile, source);
        return new BpeModel(vocabulary, MergeTable.ofByteRanks(vocabulary), byteIds(vocabulary, source), true);
    }

    private Tokenizer tokenizer(BpeModel model, String name) {
        List<AddedToken> added = new ArrayList<>();
        specialTokens.forEach((content, id) -> added.add(AddedToken.special(content, id)));
        added.sort((a, b) -> Integer.compare(a.id(), b.id()));
        Fingerprint fingerprint = new Fingerprint()
                .add("model", "byte-rank")
                .add("tokens", model.vocabulary())
                .add("pattern", pattern);
        added.forEach(token -> fingerprint.add("special", token.content()).add("id", token.id()));
        Pipeline pipeline = new Pipeline(added, null, splitter(), model, Template.NONE);
        return new PipelineTokenizer(name, fingerprint.finish(), pipeline);
    }

    private Splitter splitter() {
        return Objects.requireNonNull(KnownPatterns.find(pattern, CharClasses.regex()), pattern);
    }

    private static int[] byteIds(Vocabulary vocabulary, String source) {
        int[] ids = new int[256];
        byte[] one = new byte[1];
        for (int b = 0; b < 256; b++) {
            one[0] = (byte) b;
            ids[b] = vocabulary.find(one, 0, 1);
            if (ids[b] < 0) {
                throw new TokenizerLoadException(
                        "a rank file must have all 256 single bytes, but " + source + " lacks byte " + b);
            }
        }
        return ids;
    }
}
