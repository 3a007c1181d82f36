package dev.millrace.tokenizer.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;

/** The Hugging Face library, truncation and padding off, with crafted files that lay one stage open. */
public final class HuggingFaceOracle implements AutoCloseable {
    private static final int CHUNK = 4096;
    private static final boolean QUICK = "quick".equals(System.getProperty("millrace.tests"));
    /** Composes with no mark and is changed by no normalizer. */
    private static final String SEPARATOR = "#0#1#2#";

    private final HuggingFaceTokenizer tokenizer;

    private HuggingFaceOracle(Path file) throws IOException {
        tokenizer = HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false", "padding", "false"));
    }

    /** Loads a {@code tokenizer.json}. */
    public static HuggingFaceOracle ofFile(Path file) {
        try {
            return new HuggingFaceOracle(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loads the text of a {@code tokenizer.json}. */
    public static HuggingFaceOracle ofJson(String json) {
        try {
            Path file = Files.createTempFile("tokenizer", ".json");
            try {
                Files.writeString(file, json);
                return new HuggingFaceOracle(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A pre-tokenizer alone: every piece is one token. */
    public static HuggingFaceOracle ofPreTokenizer(String preTokenizer) {
        return ofJson(file("null", preTokenizer, "{\"type\":\"WordLevel\",\"vocab\":{\"u\":0},\"unk_token\":\"u\"}"));
    }

    /** A normalizer alone: every byte of the normalized text is one token, whose id is the byte. */
    public static HuggingFaceOracle ofNormalizer(String normalizer) {
        StringBuilder vocabulary = new StringBuilder();
        for (int b = 0, moved = 256; b < 256; b++) {
            boolean printable = b > 0x20 && b < 0x7F || b > 0xA0 && b != 0xAD;
            vocabulary.append(String.format("%s\"\\u%04x\":%d", b == 0 ? "" : ",", printable ? b : moved++, b));
        }
        String byteLevel =
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,\"use_regex\":false}";
        return ofJson(file(normalizer, byteLevel, "{\"type\":\"BPE\",\"vocab\":{" + vocabulary + "},\"merges\":[]}"));
    }

    private static String file(String normalizer, String preTokenizer, String model) {
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":"
                + normalizer + ",\"pre_tokenizer\":" + preTokenizer
                + ",\"post_processor\":null,\"decoder\":null,\"model\":" + model + "}";
    }

    /** The ids of {@code text}, special tokens recognised, template applied if {@code template}. */
    public int[] encode(String text, boolean template) {
        long[] ids = tokenizer.encode(text, template, false).getIds();
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }

    /** The code points {@code [start, end)} of the text that each token stands for, template not applied. */
    public int[][] spans(String text) {
        CharSpan[] spans = tokenizer.encode(text, false, false).getCharTokenSpans();
        int[][] pairs = new int[spans.length][];
        for (int i = 0; i < spans.length; i++) {
            pairs[i] = new int[] {spans[i].getStart(), spans[i].getEnd()};
        }
        return pairs;
    }

    /** For an oracle of a normalizer: the normalized text. */
    public String normalize(String text) {
        int[] ids = encode(text, false);
        byte[] bytes = new byte[ids.length];
        for (int i = 0; i < ids.length; i++) {
            bytes[i] = (byte) ids[i];
        }
        return new String(bytes, UTF_8);
    }

    /** The ids, token spans and the rest. */
    public Encoding encoding(String text, boolean template) {
        return tokenizer.encode(text, template, false);
    }

    /** The text of ids. */
    public String decode(int[] ids, boolean skipSpecialTokens) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        return tokenizer.decode(wide, skipSpecialTokens);
    }

    /** For a pre-tokenizer that removes what it matches: every code point that it removes. */
    public BitSet removed() {
        BitSet all = new BitSet();
        for (int base = 0; base < 0x110000; base += CHUNK) {
            int[] codePoints = scalars(base, base + CHUNK);
            if (codePoints.length == 0) {
                continue;
            }
            BitSet kept = new BitSet();
            for (int[] span : spans(new String(codePoints, 0, codePoints.length))) {
                kept.set(span[0], span[1]);
            }
            for (int i = 0; i < codePoints.length; i++) {
                if (!kept.get(i)) {
                    all.set(codePoints[i]);
                }
            }
        }
        return all;
    }

    /** For a pre-tokenizer: every code point that is a piece of its own between two letters {@code a}. */
    public BitSet isolated() {
        BitSet all = new BitSet();
        for (int base = 0; base < 0x110000; base += CHUNK) {
            int[] codePoints = scalars(base, base + CHUNK);
            if (codePoints.length == 0) {
                continue;
            }
            int[] text = new int[2 * codePoints.length + 1];
            text[0] = 'a';
            for (int i = 0; i < codePoints.length; i++) {
                text[2 * i + 1] = codePoints[i];
                text[2 * i + 2] = 'a';
            }
            for (int[] span : spans(new String(text, 0, text.length))) {
                if (span[1] == span[0] + 1 && span[0] % 2 == 1) {
                    all.set(codePoints[span[0] / 2]);
                }
            }
        }
        return all;
    }

    /** For a normalizer: what each code point alone becomes; null where not {@linkplain #isAsked asked}. */
    public String[] mapping() {
        String[] all = new String[0x110000];
        for (int base = 0; base < 0x110000; base += CHUNK) {
            int[] codePoints = scalars(base, base + CHUNK);
            if (codePoints.length == 0) {
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (int c : codePoints) {
                text.append(SEPARATOR).appendCodePoint(c);
            }
            String[] parts = normalize(text.toString()).split(SEPARATOR, -1);
            if (parts.length != codePoints.length + 1) {
                throw new IllegalStateException("the normalizer changed the separators from " + base);
            }
            for (int i = 0; i < codePoints.length; i++) {
                all[codePoints[i]] = parts[i + 1];
            }
        }
        return all;
    }

    /**
     * Whether the methods about every code point ask about this one: all but surrogates in the long form of the tests
     * and outside tests, and in the short form all but the inside of the large uniform blocks.
     */
    public static boolean isAsked(int codePoint) {
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            return false;
        }
        return !QUICK || !isUniform(codePoint);
    }

    private static boolean isUniform(int c) {
        return c >= 0x3500 && c < 0x9E00
                || c >= 0xAD00 && c < 0xD600
                || c >= 0xE100 && c < 0xF800
                || c >= 0x12000 && c < 0x16000
                || c >= 0x17000 && c < 0x18A00
                || c >= 0x20000 && c < 0x2F000
                || c >= 0x30000 && c < 0xE0000
                || c >= 0xE1000 && c < 0x10F000;
    }

    private static int[] scalars(int from, int to) {
        int[] codePoints = new int[to - from];
        int n = 0;
        for (int c = from; c < to; c++) {
            if (isAsked(c)) {
                codePoints[n++] = c;
            }
        }
        return Arrays.copyOf(codePoints, n);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
