package dev.millrace.tokenizer.normalize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.millrace.tokenizer.SharedData;
import dev.millrace.tokenizer.oracle.CharsMap;
import dev.millrace.tokenizer.oracle.HuggingFaceOracle;
import dev.millrace.tokenizer.oracle.RandomText;
import dev.millrace.tokenizer.oracle.TestSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrecompiledTest {
    private static final String SMALL = CharsMap.of(new TreeMap<>(Map.of(
            "a", "b", "\u00A9", "c", "\u0915", "z", "\u0301", "y", "\uAC00", "", "e\u0301", "\u00E9", "\r\n", "\n")));

    private static String normalize(String charsMap, String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        byte[] normalized = new Precompiled(Base64.getDecoder().decode(charsMap)).normalize(utf8, 0, utf8.length);
        return new String(normalized, UTF_8);
    }

    private static HuggingFaceOracle oracle(String charsMap) {
        return HuggingFaceOracle.ofNormalizer(
                "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" + charsMap + "\"}");
    }

    private static String realMap() throws IOException {
        JsonObject file = JsonParser.parseString(
                        Files.readString(SharedData.path("tokenizers/kitoken-xlnet_base_cased/tokenizer.json")))
                .getAsJsonObject();
        for (JsonElement stage : file.getAsJsonObject("normalizer").getAsJsonArray("normalizers")) {
            if (stage.getAsJsonObject().has("precompiled_charsmap")) {
                return stage.getAsJsonObject().get("precompiled_charsmap").getAsString();
            }
        }
        throw new AssertionError("the file must have a Precompiled normalizer");
    }

    /** A whole cluster becomes what the shortest key at its start becomes, if it has less than six bytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0301",
                "a\u0301\u0302",
                "a\u0301\u0302\u0303",
                "xa\u0903x",
                "e\u0301e",
                "\r\na\r\u0301",
                "\u00A9\u200D",
                "\u00A9\u200D\uD83D\uDE00",
                "\u00A9\u200D\u00A9\u0301",
                "\u00A9\u0301\u200D\u00A9\u0301",
                "\u0915\u094D\u0915\u0301",
                "\u0915\u200D\u094D\u0915\u0301",
                "\u0915\u200C\u094D\u0915\u0301",
                "\u0600a\u0301",
                "\n\u0301\u0302",
                "\u1100\uAC00\u0301",
                "\uAC00\u0301x\uAC00",
                "\uD83C\uDDE6\uD83C\uDDE7\u0301"
            })
    void clustersAreThoseOfTheReference(String text) {
        try (HuggingFaceOracle oracle = oracle(SMALL)) {
            assertThat(normalize(SMALL, text)).isEqualTo(oracle.normalize(text));
        }
    }

    @Test
    void textEqualsTheReferenceWithTheMapOfARealTokenizer() throws IOException {
        String map = realMap();
        RandomText texts = new RandomText(new Random(TestSettings.seed()));
        try (HuggingFaceOracle oracle = oracle(map)) {
            for (int i = 0; i < (TestSettings.isFull() ? 20_000 : 500); i++) {
                String text = texts.next(100);
                assertThat(normalize(map, text)).as("text %d", i).isEqualTo(oracle.normalize(text));
            }
        }
    }

    @Test
    void aBrokenMapIsRefused() {
        assertThatThrownBy(() -> new Precompiled(new byte[] {8, 0, 0, 0, 1}))
                .hasMessage("a trie must have 4 to 1 bytes, got 8");
        assertThatThrownBy(() -> new Precompiled(new byte[2])).hasMessageContaining("got -1");
    }

    @Test
    void aTrieThatPointsOutsideMatchesNothing() {
        byte[] trie = new byte[4 + 4 + 2];
        trie[0] = 4;
        trie[5] = (byte) 0xFF;
        trie[6] = (byte) 0xFF;
        byte[] text = "abc\u00E9".getBytes(UTF_8);
        assertThat(new Precompiled(trie).normalize(text, 0, text.length)).isEqualTo(text);
    }
}
