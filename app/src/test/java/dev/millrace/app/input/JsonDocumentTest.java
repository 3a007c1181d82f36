package dev.millrace.app.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {
    private static JsonDocument parse(String json) {
        byte[] bytes = ("##" + json + "##").getBytes(UTF_8);
        return JsonDocument.parse(bytes, 2, bytes.length - 2);
    }

    @Test
    void readsEveryMember() {
        JsonDocument document = parse("{\"id\":17,\"tenant\":\"acme\",\"domain\":\"legal\",\"tokenizer\":\"a,b\","
                + "\"mediaType\":\"text/plain\",\"language\":\"de\",\"eventTime\":\"1970-01-01T00:00:01Z\","
                + "\"labels\":{\"k\":\"v\",\"n\":1},\"unknown\":[{}],\"text\":\"\u00fc\"}");

        assertThat(document.fact("id")).isEqualTo("17");
        assertThat(document.fact("tenant")).isEqualTo("acme");
        assertThat(document.fact("domain")).isEqualTo("legal");
        assertThat(document.fact("tokenizer")).isEqualTo("a,b");
        assertThat(document.fact("mediaType")).isEqualTo("text/plain");
        assertThat(document.fact("language")).isEqualTo("de");
        assertThat(document.eventTime()).isEqualTo(1000L);
        assertThat(document.labels()).isEqualTo(Map.of("k", "v", "n", "1"));
        assertThat(document.content()).isEqualTo("\u00fc".getBytes(UTF_8));
        assertThat(parse("{\"text\":\"\",\"eventTime\":5,\"id\":null}").eventTime())
                .isEqualTo(5L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|neither",
                "{\"text\":\"a\",\"base64\":\"YQ==\"}|but has two",
                "{\"text\":1}|must have a string as \"text\", got a number",
                "{\"text\":null}|neither",
                "{\"base64\":\"###\"}|must have valid \"base64\"",
                "{\"text\":\"a\",\"eventTime\":\"soon\"}|ISO 8601",
                "{\"text\":\"a\",\"labels\":[]}|an object of strings",
                "{\"text\":\"a\"}{}|more follows",
                "{\"text\":\"a\"|must be JSON",
                "17|got a number",
                "``|got nothing",
                "[]|START_ARRAY",
            })
    void saysWhatIsWrong(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(MalformedDocumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void illFormedUtf8IsNoJson() {
        byte[] line = {'"', (byte) 0xff, '"'};

        assertThatThrownBy(() -> JsonDocument.parse(line, 0, 3)).isInstanceOf(MalformedDocumentException.class);
    }

    @Test
    void aLoneSurrogateBecomesOneReplacementCharacter() {
        assertThat(parse("\"a\\ud800b\\udc00\\ud83c\\udf0d\"").content())
                .isEqualTo("a\ufffdb\ufffd\ud83c\udf0d".getBytes(UTF_8));
    }

    @Test
    void encodesUtf8AsTheJdkDoes() {
        long seed = Long.getLong("millrace.seed", 20_261_121L);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String text = random.ints(random.nextInt(50), 0, 4)
                    .map(plane -> switch (plane) {
                        case 0 -> random.nextInt(0x80);
                        case 1 -> random.nextInt(0x800);
                        case 2 -> random.nextInt(0xD800);
                        default -> 0x10000 + random.nextInt(0x100000);
                    })
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();

            assertThat(Utf8.encode(text.toCharArray(), 0, text.length())).isEqualTo(text.getBytes(UTF_8));
        }
    }
}
