package dev.millrace.tokenizer.djl;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SpanEncoder;
import dev.millrace.tokenizer.SpecialTokens;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.pipeline.AddedTokenMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A tokenizer that the Hugging Face library encodes with, truncation and padding off. */
public final class DjlTokenizer implements Tokenizer {
    private final String name;
    private final String fingerprint;
    private final int size;
    private final HuggingFaceTokenizer whole;
    private final HuggingFaceTokenizer withoutSpecial;
    private final Map<Integer, Integer> renumbered;
    private final AddedTokenMatcher special;

    /**
     * The two files that the library is given.
     *
     * @param whole the file as it is
     * @param withoutSpecial the same without special added tokens: the library cannot be told to take them for text
     * @param renumbered ids of the second to ids of the first, where they differ
     * @param special finds the special tokens
     * @param vocabularySize greatest id + 1
     */
    public record Source(
            String whole,
            String withoutSpecial,
            Map<Integer, Integer> renumbered,
            AddedTokenMatcher special,
            int vocabularySize) {}

    /**
     * Loads both files.
     *
     * @throws TokenizerLoadException if the library refuses one
     */
    public DjlTokenizer(String name, String fingerprint, Source source) {
        this.name = name;
        this.fingerprint = fingerprint;
        whole = load(source.whole());
        withoutSpecial = load(source.withoutSpecial());
        renumbered = source.renumbered();
        special = source.special();
        size = source.vocabularySize();
    }

    /** Whether the library is on the class path. */
    public static boolean isAvailable() {
        try {
            Class.forName(
                    "ai.djl.huggingface.tokenizers.HuggingFaceTokenizer", false, DjlTokenizer.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static HuggingFaceTokenizer load(String json) {
        stayOffline();
        try {
            Path file = Files.createTempFile("millrace", ".json");
            try {
                Files.writeString(file, json);
                return HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new TokenizerLoadException("the Hugging Face library must take the file, but says " + e, e);
        }
    }

    /** DJL reports its use to its makers and looks for builds for GPUs, both over the network, unless told not to. */
    private static void stayOffline() {
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String engine() {
        return "djl";
    }

    @Override
    public int vocabularySize() {
        return size;
    }

    @Override
    public boolean takesBytes() {
        return false;
    }

    @Override
    public Encoder newEncoder(EncodingOptions options) {
        refuseBytes(options);
        return new DjlEncoder(this, options);
    }

    @Override
    public SpanEncoder newSpanEncoder(EncodingOptions options) {
        refuseBytes(options);
        return new DjlSpanEncoder(this, options);
    }

    private void refuseBytes(EncodingOptions options) {
        if (options.invalidUtf8() == InvalidUtf8.BYTES) {
            throw new IllegalArgumentException(
                    "invalidUtf8 must be REPLACE or REJECT for a vocabulary that is not byte-level, got BYTES for "
                            + name);
        }
    }

    /** The ids of a text. */
    int[] encode(String text, EncodingOptions options) {
        if (options.specialTokens() == SpecialTokens.ALLOW) {
            return ids(whole, text, options.template());
        }
        return renumber(ids(withoutSpecial, text, options.template()));
    }

    private int[] renumber(int[] ids) {
        for (int i = 0; i < ids.length && !renumbered.isEmpty(); i++) {
            ids[i] = renumbered.getOrDefault(ids[i], ids[i]);
        }
        return ids;
    }

    /**
     * Ids with their spans.
     *
     * @param spans of code points, start and end for each id; -1 is the end of the text
     */
    record Located(int[] ids, int[] spans) {}

    /** The ids of a text with the spans of the library; tokens of a template have an empty one. */
    Located encodeWithSpans(String text, EncodingOptions options) {
        boolean allowed = options.specialTokens() == SpecialTokens.ALLOW;
        Encoding encoding = (allowed ? whole : withoutSpecial).encode(text, options.template(), false);
        int[] ids = allowed ? narrow(encoding.getIds()) : renumber(narrow(encoding.getIds()));
        int[] spans = new int[2 * ids.length];
        long[] added = encoding.getSpecialTokenMask();
        CharSpan[] places = encoding.getCharTokenSpans();
        boolean begun = false;
        for (int i = 0; i < ids.length; i++) {
            boolean ofTemplate = added[i] != 0 || places[i] == null;
            begun |= !ofTemplate;
            spans[2 * i] = ofTemplate ? begun ? -1 : 0 : places[i].getStart();
            spans[2 * i + 1] = ofTemplate ? begun ? -1 : 0 : places[i].getEnd();
        }
        return new Located(ids, spans);
    }

    AddedTokenMatcher special() {
        return special;
    }

    /** Takes the ids alone: an {@code Encoding} of DJL costs twice the time, for the texts and masks of all tokens. */
    private static int[] ids(HuggingFaceTokenizer tokenizer, String text, boolean template) {
        long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, template);
        try {
            return narrow(TokenizersLibrary.LIB.getTokenIds(encoding));
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    private static int[] narrow(long[] ids) {
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = (int) ids[i];
        }
        return narrow;
    }

    @Override
    public byte[] decode(int[] ids, int from, int to) {
        long[] wide = new long[to - from];
        for (int i = from; i < to; i++) {
            if (ids[i] < 0 || ids[i] >= size) {
                throw new IllegalArgumentException("ids must be in the vocabulary of " + name + " (0 to " + (size - 1)
                        + "), got " + ids[i] + " at index " + i);
            }
            wide[i - from] = ids[i];
        }
        return whole.decode(wide, false).getBytes(UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }
}
