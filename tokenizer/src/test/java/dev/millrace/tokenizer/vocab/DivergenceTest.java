package dev.millrace.tokenizer.vocab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.tokenizer.Tokenizer;
import dev.millrace.tokenizer.oracle.Differential;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
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

    @Test
    void anAddedTokenThatANormalizerEmptiesIsNeverFound() throws IOException {
        assertSame(
                byteLevel(
                        "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}",
                        token(256, "  ", true, false),
                        token(257, " b ", true, false)),
                "a  b c",
                "  a  ",
                " b ");
    }
}
