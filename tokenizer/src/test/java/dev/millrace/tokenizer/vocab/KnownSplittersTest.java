package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.tokenizer.Encoder;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.InvalidUtf8;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.oracle.Differential;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import dev.millrace.tokenizer.pipeline.PipelineTokenizer;
import dev.millrace.tokenizer.split.KnownPatterns;
import dev.millrace.tokenizer.split.Splitter;
import dev.millrace.tokenizer.unicode.RegexClasses;
import dev.millrace.tokenizer.unicode.TextClasses;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The hand-compiled pre-tokenizers against the general stages and the Hugging Face library. The model has a token for
 * each byte and another for each byte that ends a piece, so that ids are the pieces themselves.
 */
class KnownSplittersTest {
    private static final String BYTE_LEVEL = "{'type':'ByteLevel','add_prefix_space':false,'trim_offsets':true,";
    private static final String NO_REGEX = BYTE_LEVEL + "'use_regex':false}";
    private static final String WITH_REGEX = BYTE_LEVEL + "'use_regex':true}";
    private static final String DIGITS = "{'type':'Digits','individual_digits':true}";
    private static final String FALCON = "{'type':'Punctuation','behavior':'Contiguous'}|" + WITH_REGEX
            + "|{'type':'Digits','individual_digits':false}|" + split("[0-9][0-9][0-9]", "Isolated");

    /** What decides about pieces, and what the families differ in. */
    private static final String[] ATOMS = {
        "a", "b", "s", "S", "A", "Z", "ll", "Word", "WORD", "word", "'", "'s", "'S", "'ll", "'\u017F", "0", "1", "22",
        "333", "4444", "55555", "٣", "½", "½1", "Ⅷ", "²", "𑷠", "𖿴", " ", " ", "  ", "   ", "\n", "\r\n", "\t",
        "\u0085", "\u00A0", "\u3000", "!", "/", "//", ".", "--", "_", "[", "“", "。", "，", "·", "§", "€", "^", "`", "é",
        "ò", "É", "ß", "ж", "ǅ", "中", "文", "串", "你", "龥", "龦", "㐀", "ア", "・", "゛", "\u3099", "ー", "ん", "\u3040", "ª",
        "ʰ", "\u0301", "\u20E3", "ा", "क", "ก", "😀", "𝐀", "𐒀", "\u200D", "\u00AD", "\u0000", "\u007F", "\uE000",
        "\u0378"
    };

    static Map<String, String> families() {
        return Map.ofEntries(
                Map.entry("GPT-2", WITH_REGEX),
                Map.entry("Llama 3", sequence(split(llama3("\\p{N}{1,3}"), "Isolated") + "|" + NO_REGEX)),
                Map.entry("Qwen 2", sequence(split(llama3("\\p{N}"), "Isolated") + "|" + NO_REGEX)),
                Map.entry("Qwen 3.5", sequence(split(KnownPatterns.qwen35(), "Isolated") + "|" + NO_REGEX)),
                Map.entry("o200k", sequence(split(KnownPatterns.tiktokenO200k(), "Isolated") + "|" + NO_REGEX)),
                Map.entry("Tekken", sequence(split(KnownPatterns.tekken(), "Isolated") + "|" + NO_REGEX)),
                Map.entry("DeepSeek V3", sequence(deepSeek(KnownPatterns.deepSeekV3()) + "|" + NO_REGEX)),
                Map.entry("StarCoder", sequence(DIGITS + "|" + WITH_REGEX)),
                Map.entry("Falcon", sequence(FALCON)));
    }

    static Stream<String> names() {
        return families().keySet().stream().sorted();
    }

    private static String llama3(String number) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private static String deepSeek(List<String> regexes) {
        return regexes.stream().map(regex -> split(regex, "Isolated")).collect(Collectors.joining("|"));
    }

    private static String split(String regex, String behavior) {
        String quoted = regex.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\r", "\\r")
                .replace("\n", "\\n")
                .replace("'", "\\u0027")
                .replace("|", "\\u007c");
        return "{'type':'Split','pattern':{'Regex':'" + quoted + "'},'behavior':'" + behavior + "','invert':false}";
    }

    /** Stages with bars between. */
    private static String sequence(String stages) {
        return "{'type':'Sequence','pretokenizers':[" + stages.replace('|', ',') + "]}";
    }

    private static Splitter splitter(String preTokenizer) throws IOException {
        try (var parser = new JsonFactory().createParser(preTokenizer.replace('\'', '"'))) {
            parser.nextToken();
            return SplitterJson.of(JsonView.view("pre_tokenizer", JsonView.read(parser)));
        }
    }

    private static String file(String preTokenizer) {
        StringBuilder vocab = new StringBuilder();
        for (int b = 0; b < 256; b++) {
            String c = String.format("\\u%04x", (int) ByteAlphabet.of(b));
            vocab.append(String.format("%s\"%s\":%d,\"%s|\":%d", b == 0 ? "" : ",", c, b, c, 256 + b));
        }
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":null,"
                + "\"pre_tokenizer\":" + preTokenizer.replace('\'', '"')
                + ",\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"BPE\","
                + "\"end_of_word_suffix\":\"|\",\"vocab\":{" + vocab + "},\"merges\":[]}}";
    }

    /** One family: its splitter, its general form, and the library. */
    private static final class Family implements AutoCloseable {
        private final Splitter splitter;
        private final Encoder general;
        private final HuggingFaceOracle library;

        Family(String name) throws IOException {
            String preTokenizer = Objects.requireNonNull(families().get(name));
            splitter = splitter(preTokenizer);
            String json = file(preTokenizer);
            general = TokenizerJson.load(new ByteArrayInputStream(json.getBytes(UTF_8)), name, name)
                    .newEncoder(EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES));
            library = HuggingFaceOracle.ofJson(json);
        }

        int[] pieces(byte[] text) {
            int[] ids = new int[text.length];
            for (int at = 0; at < text.length; ) {
                int end = splitter.next(text, 0, at, text.length);
                assertThat(end).isGreaterThan(at);
                for (; at < end; at++) {
                    ids[at] = (text[at] & 0xff) + (at + 1 == end ? 256 : 0);
                }
            }
            return ids;
        }

        void check(String text, String what) {
            byte[] utf8 = text.getBytes(UTF_8);
            int[] pieces = pieces(utf8);
            assertThat(pieces).as(() -> what + ": " + escaped(text)).isEqualTo(library.encode(text, false));
            assertThat(Differential.encode(general, utf8))
                    .as(() -> "general stages, " + what + ": " + escaped(text))
                    .isEqualTo(pieces);
        }

        private static String escaped(String text) {
            return text.codePoints()
                    .mapToObj(c -> c > ' ' && c < 0x7F ? Character.toString(c) : String.format("\\u{%04X}", c))
                    .collect(Collectors.joining());
        }

        @Override
        public void close() {
            library.close();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void cutsSeededTextAsTheLibraryDoes(String name) throws IOException {
        Random random = new Random(TestSettings.seed());
        RandomText randomText = new RandomText(random);
        try (Family family = new Family(name)) {
            for (int i = 0; i < (TestSettings.isFull() ? 400_000 : 3_000); i++) {
                family.check(
                        i % 4 == 0 ? randomText.next(random.nextInt(60)) : atoms(random),
                        "seed " + TestSettings.seed() + ", text " + i);
            }
        }
    }

    /** A few atoms each, so that rare neighbours become frequent. */
    private static String atoms(Random random) {
        String[] few = new String[2 + random.nextInt(8)];
        Arrays.setAll(few, i -> ATOMS[random.nextInt(ATOMS.length)]);
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(24); n > 0; n--) {
            text.append(few[random.nextInt(few.length)].repeat(random.nextInt(8) == 0 ? 1 + random.nextInt(9) : 1));
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("names")
    void cutsEveryCodePointAsTheLibraryDoes(String name) throws IOException {
        int[] codePoints = IntStream.range(0, 0x110000)
                .filter(HuggingFaceOracle::isAsked)
                .filter(c -> TestSettings.isFull() || beginsOrEndsRun(c))
                .toArray();
        try (Family family = new Family(name)) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < codePoints.length; i++) {
                String c = Character.toString(codePoints[i]);
                text.append(c)
                        .append("a1")
                        .append(c)
                        .append(" ")
                        .append(c)
                        .append("中")
                        .append(c)
                        .append("1! ");
                text.append(c).append(c).append("\n");
                if (i % 64 == 63 || i == codePoints.length - 1) {
                    family.check(text.toString(), String.format("up to U+%04X", codePoints[i]));
                    text.setLength(0);
                }
            }
        }
    }

    /** The short form asks about the first and the last of each run of equal classes, which tells where tables differ. */
    private static boolean beginsOrEndsRun(int c) {
        return c == 0
                || c == 0x10FFFF
                || RegexClasses.of(c) != RegexClasses.of(c - 1)
                || TextClasses.of(c) != TextClasses.of(c - 1)
                || RegexClasses.of(c) != RegexClasses.of(c + 1)
                || TextClasses.of(c) != TextClasses.of(c + 1);
    }

    @ParameterizedTest
    @MethodSource("names")
    void cutsRealTextAsTheLibraryDoes(String name) throws IOException {
        Random random = new Random(TestSettings.seed());
        try (Family family = new Family(name)) {
            for (Path file : DifferentialFuzzer.files(SharedData.path("corpora"))) {
                String text = Files.readString(file);
                for (int i = 0; i < (TestSettings.isFull() ? 400 : 8); i++) {
                    int from = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
                    int to = Math.min(text.length(), from + 3_000);
                    String part = text.substring(from, to);
                    family.check(new String(part.getBytes(UTF_8), UTF_8), file + " from " + from);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void cutsIllFormedTextAsTheGeneralStagesDo(String name) throws IOException {
        Random random = new Random(TestSettings.seed());
        try (Family family = new Family(name)) {
            for (int i = 0; i < (TestSettings.isFull() ? 400_000 : 3_000); i++) {
                byte[] text = atoms(random).getBytes(UTF_8);
                for (int n = 1 + random.nextInt(4); n > 0 && text.length > 0; n--) {
                    int at = random.nextInt(text.length);
                    text[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : 0x80 | random.nextInt(0x80));
                }
                assertThat(family.pieces(text))
                        .as("seed %d, text %d: %s", TestSettings.seed(), i, new String(text, UTF_8))
                        .isEqualTo(Differential.encode(family.general, text));
            }
        }
    }

    /** Windows, batches and pieces longer than them must leave no trace in the ids of a real vocabulary. */
    @ParameterizedTest
    @MethodSource("names")
    void encodesLongDocumentsAsTheGeneralStagesDo(String name) throws IOException {
        byte[] json = realFile(Objects.requireNonNull(families().get(name)));
        Tokenizer fast = TokenizerJson.load(new ByteArrayInputStream(json), name, name);
        assertThat(fast).isInstanceOf(PipelineTokenizer.class);
        assertSameAsGeneral(fast, json);
    }

    /** Byte-level vocabularies with other pre-tokenizers take the fast model after the general stages. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'Digits','individual_digits':false}|" + WITH_REGEX,
                "{'type':'Split','pattern':{'Regex':'\\\\p{N}+'},'behavior':'MergedWithPrevious','invert':false}|"
                        + NO_REGEX,
                "{'type':'WhitespaceSplit'}|{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':false}",
                "{'type':'BertPreTokenizer'}|{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
                "{'type':'Metaspace','replacement':'_','prepend_scheme':'first','split':true}|" + WITH_REGEX,
                WITH_REGEX + "|" + NO_REGEX,
                NO_REGEX
            })
    void encodesOtherStagesAsTheLibraryDoes(String stages) throws IOException {
        byte[] json = realFile(sequence(stages));
        Tokenizer fast = TokenizerJson.load(new ByteArrayInputStream(json), "fast", "fast");
        assertSameAsGeneral(fast, json);
        Random random = new Random(TestSettings.seed());
        try (Differential differential = new Differential(new String(json, UTF_8), fast)) {
            for (int i = 0; i < (TestSettings.isFull() ? 20_000 : 300); i++) {
                assertThat(differential.difference(atoms(random)))
                        .as("seed %d, text %d", TestSettings.seed(), i)
                        .isEmpty();
            }
        }
    }

    /** A real vocabulary of bytes with another pre-tokenizer. */
    private static byte[] realFile(String preTokenizer) throws IOException {
        Path source = SharedData.path("tokenizers/kl3m-004-char-4k-cased/tokenizer.json");
        JsonObject json = JsonParser.parseString(Files.readString(source)).getAsJsonObject();
        json.add("normalizer", JsonNull.INSTANCE);
        json.add("added_tokens", new JsonArray());
        json.add("post_processor", JsonNull.INSTANCE);
        json.add("pre_tokenizer", JsonParser.parseString(preTokenizer));
        return json.toString().getBytes(UTF_8);
    }

    private static void assertSameAsGeneral(Tokenizer fastTokenizer, byte[] json) throws IOException {
        EncodingOptions options = EncodingOptions.DEFAULT.withInvalidUtf8(InvalidUtf8.BYTES);
        Encoder fast = fastTokenizer.newEncoder(options);
        Encoder general = TokenizerJson.loadGeneral(new ByteArrayInputStream(json), "general")
                .newEncoder(options);
        Random random = new Random(TestSettings.seed());
        for (int i = 0; i < (TestSettings.isFull() ? 2_000 : 40); i++) {
            byte[] text = longText(random, i % 4 == 0);
            assertThat(Differential.encode(fast, text))
                    .as("seed %d, text %d", TestSettings.seed(), i)
                    .isEqualTo(Differential.encode(general, text));
        }
    }

    private static byte[] longText(Random random, boolean illFormed) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (text.size() < 20_000) {
            String part = atoms(random);
            text.writeBytes(part.repeat(random.nextInt(10) == 0 ? 400 : 1).getBytes(UTF_8));
            String atom = ATOMS[random.nextInt(ATOMS.length)];
            text.writeBytes(atom.repeat(random.nextInt(20) == 0 ? 5_000 : 1).getBytes(UTF_8));
            if (illFormed) {
                text.write(0x80 | random.nextInt(0x80));
            }
        }
        return text.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'Digits','individual_digits':false}|" + WITH_REGEX,
                DIGITS + "|" + NO_REGEX,
                DIGITS + "|{'type':'ByteLevel','add_prefix_space':true,'trim_offsets':true,'use_regex':true}",
                "{'type':'Punctuation','behavior':'Isolated'}|" + WITH_REGEX
                        + "|{'type':'Digits','individual_digits':false}|"
                        + "{'type':'Split','pattern':{'Regex':'[0-9][0-9][0-9]'},'behavior':'Isolated','invert':false}",
                "{'type':'Punctuation','behavior':'Contiguous'}|" + WITH_REGEX
                        + "|{'type':'Digits','individual_digits':false}|"
                        + "{'type':'Split','pattern':{'Regex':'[0-9][0-9]'},'behavior':'Isolated','invert':false}",
                "{'type':'Split','pattern':{'Regex':'\\\\p{N}{1,3}'},'behavior':'Isolated','invert':false}|" + NO_REGEX,
                "{'type':'Split','pattern':{'Regex':'\\\\p{N}'},'behavior':'Removed','invert':false}|" + NO_REGEX,
                WITH_REGEX + "|" + NO_REGEX,
                NO_REGEX
            })
    void leavesWhatIsOnlySimilarToTheGeneralStages(String stages) {
        assertThatThrownBy(() -> splitter(sequence(stages))).isInstanceOf(TokenizerLoadException.class);
    }
}
