package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.tokenizer.EncodingException;
import dev.millrace.tokenizer.EncodingOptions;
import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.TokenizerLoadException;
import dev.millrace.tokenizer.oracle.Differential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where ids have differed from the Hugging Face library, or would if its rule were not followed, by name. What {@link
 * DifferentialFuzzer} finds becomes a case here.
 */
class DivergenceTest {
    private static final String BYTE_LEVEL =
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":true,\"use_regex\":true}";

    private static String byteLevel(String normalizer, String... addedTokens) {
        StringBuilder vocab = new StringBuilder();
        for (int b = 0, moved = 0x100; b < 256; b++) {
            boolean prints = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            vocab.append(b == 0 ? "" : ",").append(String.format("\"\\u%04x\":%d", prints ? b : moved++, b));
        }
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":["
                + String.join(",", addedTokens) + "],\"normalizer\":" + normalizer + ",\"pre_tokenizer\":" + BYTE_LEVEL
                + ",\"post_processor\":null,\"decoder\":" + BYTE_LEVEL
                + ",\"model\":{\"type\":\"BPE\",\"vocab\":{" + vocab + "},\"merges\":[]}}";
    }

    private static String file(String normalizer, String preTokenizer, String decoder, String model) {
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":"
                + normalizer
                + ",\"pre_tokenizer\":" + preTokenizer + ",\"post_processor\":null,\"decoder\":" + decoder
                + ",\"model\":" + model + "}";
    }

    private static String token(int id, String content, boolean normalized, boolean special) {
        return "{\"id\":" + id + ",\"content\":\"" + content + "\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":" + normalized + ",\"special\":" + special + "}";
    }

    private static Tokenizer load(String json) throws IOException {
        return TokenizerJson.load(new ByteArrayInputStream(json.getBytes(UTF_8)), "crafted", "crafted");
    }

    private static void assertSame(String json, String... texts) throws IOException {
        Tokenizer general = TokenizerJson.loadGeneral(new ByteArrayInputStream(json.getBytes(UTF_8)), "crafted");
        try (Differential differential = new Differential(json, load(json), general)) {
            for (String text : texts) {
                assertThat(differential.difference(text)).as(text).isEmpty();
            }
        }
    }

    /** The fast form took the token that starts leftmost, whatever its kind. */
    @ParameterizedTest
    @ValueSource(strings = {"x<", "<s>>", "a<s>b", "<"})
    void tokensThatAreNotNormalizedGoBeforeThoseThatAre(String normalized) throws IOException {
        assertSame(
                byteLevel("null", token(256, normalized, true, false), token(257, "<s>", false, false)),
                "ax<s>b",
                "<s>>",
                "a<s>b a<s>",
                "x<x<s><",
                "x< <s");
    }

    /** Falcon has no token for most control characters; long pieces were cut beside one as if it stayed. */
    @Test
    void aByteWithoutTokenIsDroppedAndItsNeighboursMerge() throws IOException {
        String json = byteLevel("null")
                .replace(",\"\\u0105\":5,", ",")
                .replace("\"vocab\":{", "\"vocab\":{\"\\u0120\\u00e1\":256,")
                .replace("\"merges\":[]", "\"merges\":[\"\\u0120 \\u00e1\"]");
        assertThat(json).doesNotContain("u0105").contains("u00e1\":256").contains("u0120 ");
        assertSame(json, " \u0005\u108A\u1036\u33EF\u32E7\u3216", " \u0005\u108A", "\u0005");
    }

    @Test
    void tokensThatCannotOverlapKeepTheFastForm() throws IOException {
        Tokenizer tokenizer = load(byteLevel("null", token(256, "<a>", true, false), token(257, "<s>", false, true)));
        assertThat(tokenizer.getClass().getSimpleName()).isEqualTo("PipelineTokenizer");
        assertSame(
                byteLevel("null", token(256, "<a>", true, false), token(257, "<s>", false, true)),
                "<a><s>",
                "<a<s>>",
                "<s<a>");
    }

    @Test
    void addedTokensHaveTheIdsThatTheLibraryGivesThemWhateverTheFileSays() throws IOException {
        assertSame(
                byteLevel(
                        "null",
                        token(700, "<a>", false, false),
                        token(300, "<b>", false, true),
                        token(5, "c", false, false)),
                "<a><b>c",
                "c<b>");
    }

    @Test
    void specialTokensGoFirstWhereNormalizedTextsAreEqual() throws IOException {
        assertSame(
                byteLevel("{\"type\":\"Lowercase\"}", token(256, "<A>", true, false), token(257, "<a>", true, true)),
                "<A>",
                "x<a>y<A>");
    }

    /** The library would find it before every byte, and end the process within a character. */
    @Test
    void anAddedTokenThatANormalizerEmptiesIsRefused(@TempDir Path folder) throws IOException {
        String json = byteLevel(
                "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}", token(256, "  ", true, false));
        Path file = Files.writeString(folder.resolve("emptied.json"), json);
        assertThatThrownBy(() -> TokenizerFiles.load(file))
                .isInstanceOf(TokenizerLoadException.class)
                .hasMessageContaining("added_tokens[] must not be empty after the normalizer");
    }

    /** The first one's flags counted. */
    @Test
    void ofAddedTokensWithOneTextTheLastOnesFlagsCount() throws IOException {
        String aside = token(256, "<s>", false, false).replace("\"single_word\":false", "\"single_word\":true");
        assertSame(byteLevel("null", aside, token(257, "<s>", false, true)), "a<s>", "<s>", "<s>b <s>");
        assertSame(byteLevel("null", token(256, "<s>", false, true), aside), "a<s>", "<s>", "<s>b <s>");
    }

    /** The one whose second copy made it special was sought first. */
    @Test
    void ofSpecialTokensWithOneNormalizedTextTheFirstSpecialOneCounts() throws IOException {
        assertSame(
                byteLevel(
                        "{\"type\":\"Lowercase\"}",
                        token(256, "<s>", true, false),
                        token(257, "<S>", true, true),
                        token(258, "<s>", true, true)),
                "<s>",
                "a<S>");
    }

    @Test
    void addedTokensWithOneTextOfWhichOneIsNormalizedAreRefused() {
        String json = byteLevel("null", token(256, "<s>", false, false), token(257, "<s>", true, false));
        assertThatThrownBy(() -> load(json)).hasMessageContaining("added_tokens[1].normalized must be the same");
    }

    /** A piece was cut where nothing merges, and its parts looked up as if they were whole. */
    @Test
    void ignoreMergesLooksUpWholePiecesOnly() throws IOException {
        String model = "{\"type\":\"BPE\",\"unk_token\":\"u\",\"ignore_merges\":true,\"merges\":[],"
                + "\"vocab\":{\"u\":0,\"<\":1,\"a\":2,\">\":3,\"<a>\":4,\"ab\":5,\"b\":6,\"abababab\":7}}";
        assertSame(file("null", "null", "null", model), "<a>", "<a><a>", "ab<", "ab", "abababab", "abababab<");
    }

    /** {@code #version: 0.2} is how a merges.txt begins. */
    @Test
    void aVersionAmongTheMergesIsNone() throws IOException {
        String json = byteLevel("null")
                .replace("\"vocab\":{", "\"vocab\":{\"ab\":256,")
                .replace("\"merges\":[]", "\"merges\":[\"#version: 0.2\",\"a b\"]");
        assertSame(json, "ab aabb");
    }

    /** The library treats what a template gave part by part. */
    @Test
    void aPostProcessorBehindATemplateIsRefused() {
        String template =
                "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"a\",\"type_id\":0}},"
                        + "{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},"
                        + "{\"Sequence\":{\"id\":\"B\",\"type_id\":0}}],\"special_tokens\":{\"a\":{\"id\":\"a\",\"ids\":[97],"
                        + "\"tokens\":[\"a\"]}}}";
        String roberta = "{\"type\":\"RobertaProcessing\",\"sep\":[\"b\",98],\"cls\":[\"a\",97],\"trim_offsets\":true,"
                + "\"add_prefix_space\":false}";
        String json = byteLevel("null")
                .replace(
                        "\"post_processor\":null",
                        "\"post_processor\":{\"type\":\"Sequence\",\"processors\":[" + template + "," + roberta + "]}");
        assertThatThrownBy(() -> load(json))
                .hasMessageContaining("post_processor.processors[1].type must be ByteLevel");
    }

    /** Both pieces come from the first character, so that the library puts a space before either. */
    @Test
    void metaspaceAtTheStartOfTheDocumentOnlyIsRefusedBehindOtherStages() {
        String json = file(
                "{\"type\":\"Prepend\",\"prepend\":\"a\"}",
                "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Digits\",\"individual_digits\":true},"
                        + "{\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"first\",\"split\":true}]}",
                "null",
                "{\"type\":\"WordLevel\",\"unk_token\":\"u\",\"vocab\":{\"u\":0,\"_1\":1}}");
        assertThatThrownBy(() -> load(json))
                .hasMessageContaining("pre_tokenizer.pretokenizers[1].prepend_scheme must be always or never");
    }

    private static String unigram(String options, String... scoredTokens) {
        return file(
                "null",
                "null",
                "null",
                "{\"type\":\"Unigram\"," + options + ",\"vocab\":[" + String.join(",", scoredTokens) + "]}");
    }

    /** The library's last bit of the first score is another than that of the nearest double, which is the second. */
    @Test
    void scoresAreReadAsTheLibraryReadsThem() throws IOException {
        String json = unigram(
                "\"unk_id\":0",
                "[\"u\",-20]",
                "[\"a\",0]",
                "[\"ab\",-9.119529933765559]",
                "[\"b\",-9.119529933765559093]");
        assertSame(json, "ab");
        assertThat(load(json).newEncoder(EncodingOptions.DEFAULT).count("ab".getBytes(UTF_8), 0, 2))
                .isEqualTo(2);
    }

    @Test
    void ofEqualSumsThePathFoundFirstCounts() throws IOException {
        String[] tokens = {
            "[\"u\",0]", "[\"a\",-1]", "[\"aa\",-2.0]", "[\"aaa\",-3e0]", "[\"b\",-0.1E+1]", "[\"ba\",-2]"
        };
        assertSame(unigram("\"unk_id\":0", tokens), "a", "aa", "aaa", "aaaa", "aaaaa", "baab", "abababaaaab");
    }

    /** Adjacent ones are one, also if one of them is the text of the unknown token, and looked up once more. */
    @Test
    void unknownCharactersOfAUnigramAreOne() throws IOException {
        String[] tokens = {
            "[\"<u>\",-1]", "[\"a\",-1]", "[\"xy\",-100]", "[\"<0xC3>\",-1]", "[\"<0xA9>\",-1]", "[\"<0x78>\",-1]"
        };
        for (String fallback : new String[] {"false", "true"}) {
            assertSame(
                    unigram("\"unk_id\":0,\"byte_fallback\":" + fallback, tokens),
                    "aza",
                    "azzza",
                    "\u00E9",
                    "a\u00E9\u00E9a",
                    "x",
                    "xy",
                    "axya",
                    "<u>",
                    "\u00E9<u>",
                    "<u>\u00E9a");
        }
    }

    @Test
    void ofEqualTokensOfAUnigramTheLastOneCounts() throws IOException {
        assertSame(
                unigram("\"unk_id\":0", "[\"u\",-1]", "[\"a\",0]", "[\"b\",-1]", "[\"a\",-9]", "[\"ab\",-8]"),
                "a",
                "ab",
                "ba");
    }

    @Test
    void aUnigramWithoutUnknownTokenRefusesWhatItLacks() throws IOException {
        String json = unigram("\"unk_id\":null", "[\"a\",-1]", "[\"xy\",-2]");
        assertSame(json, "a", "xy", "axya", "x", "b");
        assertThatThrownBy(() -> load(json).newEncoder(EncodingOptions.DEFAULT).count("ab".getBytes(UTF_8), 0, 2))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("but b is not");
        assertThatThrownBy(() -> load(unigram("\"unk_id\":1", "[\"a\",-1]")))
                .hasMessageContaining("model.unk_id must be an id of model.vocab");
    }

    /** All of the second was white space that the first had taken. */
    @Test
    void anAddedTokenOfWhiteSpaceMayBeTakenByTheOneBefore() throws IOException {
        String first = token(256, "<s>", false, false).replace("\"rstrip\":false", "\"rstrip\":true");
        assertSame(byteLevel("null", first, token(257, "  ", false, false)), "<s>  ", "<s>   a", "a  <s>", "  b");
        String both = token(257, " ", false, false)
                .replace("\"lstrip\":false,\"rstrip\":false", "\"lstrip\":true,\"rstrip\":true");
        assertSame(byteLevel("null", first, both), "  ", "a  b", "<s>  ", "<s>   a", "   ");
    }
}
